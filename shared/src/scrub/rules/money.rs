//! Money: cards, accounts, wallets.

use super::{Cue, Rule};
use super::{context, words};
use crate::scrub::PiiType;
use crate::scrub::checks::{self, digits};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "money.card",
        kind: PiiType::CreditCard,
        cue: Cue::Digits(13),
        pattern: r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}\b|\b3\d{3}[ -]?\d{6}[ -]?\d{4,5}\b|\b\d{4}-\d{4}-\d{4}-\d{4}\b",
        check: |hit| {
            // Cards of 13 digits are out of use; identity numbers of South Africa have as many and the same checksum.
            let before = hit.before(40).to_lowercase();
            let identity = digits(hit.value()).len() == 13 && before.contains("id");
            checks::credit_card(hit.value())
                && !identity
                && !(hit.value().contains(' ')
                    && (goes_on(hit.after(2).chars()) || goes_on(hit.before(2).chars().rev())))
                && (!hit.in_code() || hit.value().contains([' ', '-']))
                && !hit.before(1).ends_with(['-', '.', '/'])
                && !hit.after(1).starts_with(['-', '/'])
        },
        confidence: 0.95,
        #[cfg(test)]
        matches: &[
            "card 4111 1111 1111 1111",
            "378282246310005",
            "5555-5555-5555-4444",
        ],
        #[cfg(test)]
        ignores: &[
            "4111 1111 1111 1112 fails Luhn",
            "1234567890123456",
            "0000 0000 0000 0000",
            "South African ID number 4005217082085",
            "uuid 4111-4111-1111-1111-1111",
        ],
    },
    Rule {
        id: "money.iban",
        kind: PiiType::Iban,
        cue: Cue::Digits(8),
        pattern: r"(?i)\b[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,3})?\b",
        check: |hit| checks::iban(hit.value()),
        confidence: 0.98,
        #[cfg(test)]
        matches: &[
            "DE89 3704 0044 0532 0130 00",
            "IBAN:GB82WEST12345698765432",
            "nl91 abna 0417 1643 00",
        ],
        #[cfg(test)]
        ignores: &["DE89 3704 0044 0532 0130 01", "AB12 3456 7890 1234"],
    },
    Rule {
        id: "money.iban-in-words",
        kind: PiiType::Iban,
        cue: Cue::Digits(8),
        // A word after the number may look like its last group; then the country's length decides.
        pattern: r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}",
        check: |hit| checks::iban(hit.value()),
        confidence: 0.97,
        #[cfg(test)]
        matches: &["BE68 5390 0754 7034 bank", "NO93 8601 1117 947 and"],
        #[cfg(test)]
        ignores: &["FR76 1111 2222", "AB12 CDEF 3456"],
    },
    Rule {
        id: "money.account",
        kind: PiiType::BankAccount,
        cue: Cue::Near(&[words::BANK, context::BANK]),
        pattern: r"\b\d{2}-\d{2}-\d{2}\b|\b\d{1,4}(?:[ .-]?\d{2,12}){1,7}\b",
        check: |hit| {
            let count = digits(hit.value()).len();
            let date = hit.value().matches(['-', '.']).count() == 2 && count == 8;
            let before = hit.before(40).to_lowercase();
            let other = before.contains("c/c++")
                || before.contains("spell checking")
                || before.contains("type checking");
            (6..=28).contains(&count)
                && !date
                && !other
                && !hit.after(1).starts_with(['%', '€', '$', ':'])
                && !hit.before(1).ends_with(['$', '€', '£', '.', ',', '+'])
        },
        confidence: 0.7,
        #[cfg(test)]
        matches: &[
            "account number 31926819",
            "sort code 60-16-13",
            "Konto 0532013000",
            "银行卡 6222021234567890123",
            "口座番号 1234567",
        ],
        #[cfg(test)]
        ignores: &[
            "my account is from 2019",
            "account balance: $120000",
            "on account of 3 reasons",
            "Kontostand 2024.11.30",
            "the C/C++ compiler 19.28.29335",
            "Enable spell checking globally 20210428",
        ],
    },
    Rule {
        id: "money.bic",
        kind: PiiType::BankAccount,
        cue: Cue::Near(&[&["bic", "swift"]]),
        pattern: r"\b[A-Z]{4}[A-Z]{2}[A-Z\d]{2}(?:[A-Z\d]{3})?\b",
        check: |hit| {
            hit.before(12).to_ascii_uppercase().contains("BIC")
                || hit.before(16).to_ascii_uppercase().contains("SWIFT")
        },
        confidence: 0.7,
        #[cfg(test)]
        matches: &["BIC: COBADEFFXXX", "SWIFT code DEUTDEFF"],
        #[cfg(test)]
        ignores: &["Swift is a language; SWIFTUI", "basic ABCDEFGH"],
    },
    Rule {
        id: "money.ethereum",
        kind: PiiType::CryptoWallet,
        cue: Cue::Any(&[&["0x"]]),
        pattern: r"\b0x[\da-fA-F]{40}\b",
        check: |hit| {
            hit.value()
                .bytes()
                .skip(2)
                .any(|byte| byte != hit.value().as_bytes()[2])
        },
        confidence: 0.93,
        #[cfg(test)]
        matches: &["0x52908400098527886E0F7030069857D2E4169EE7"],
        #[cfg(test)]
        ignores: &["0xdeadbeef", "0x0000000000000000000000000000000000000000"],
    },
    Rule {
        id: "money.bitcoin",
        kind: PiiType::CryptoWallet,
        cue: Cue::Beside(1, 34, 40),
        pattern: r"\b[13TLMDXA][1-9A-HJ-NP-Za-km-z]{25,34}\b",
        check: |hit| checks::base58check(hit.value()),
        confidence: 0.97,
        #[cfg(test)]
        matches: &["send to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
        #[cfg(test)]
        ignores: &[
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 fails its check",
            "13912345678",
        ],
    },
    Rule {
        id: "money.segwit",
        kind: PiiType::CryptoWallet,
        cue: Cue::Any(&[&["bc1", "ltc1", "tb1"]]),
        pattern: r"(?i)\b(?:bc|ltc|tb)1[ac-hj-np-z02-9]{11,71}\b",
        check: |hit| checks::bech32(hit.value()),
        confidence: 0.97,
        #[cfg(test)]
        matches: &["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"],
        #[cfg(test)]
        ignores: &[
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp fails its check",
            "abc123",
        ],
    },
    Rule {
        id: "money.wallet-by-context",
        kind: PiiType::CryptoWallet,
        cue: Cue::Near(&[&[
            "wallet",
            "btc",
            "bitcoin",
            "eth",
            "xmr",
            "monero",
            "solana",
            "sol",
            "doge",
            "ltc",
            "tron",
            "usdt",
            "trc20",
            "кошелек",
            "кошелёк",
            "钱包",
            "ウォレット",
            "محفظة",
            "cartera",
            "portafoglio",
            "portefeuille",
            "geldbörse",
            "portfel",
            "carteira",
            "वॉलेट",
        ]]),
        pattern: r"\b(?:[1-9A-HJ-NP-Za-km-z]{26,95}|(?:bc|ltc|tb)1[ac-hj-np-z02-9]{11,71})\b",
        check: |hit| {
            checks::random_looking(hit.value())
                && hit
                    .value()
                    .bytes()
                    .any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        },
        confidence: 0.85,
        #[cfg(test)]
        matches: &["my solana wallet is 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T"],
        #[cfg(test)]
        ignores: &["the wallet is brownleatherandverynicelystitched"],
    },
];

/// Whether a blank and another digit follow: then what looks like a card is a part of a longer number.
fn goes_on(mut letters: impl Iterator<Item = char>) -> bool {
    letters.next() == Some(' ') && letters.next().is_some_and(|letter| letter.is_ascii_digit())
}
