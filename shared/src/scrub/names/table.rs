//! The file `names.bin`: which words are names, and what speaks for a name in its context.
//!
//! In: the bytes the trainer wrote. Out: flags of a word, weights of features. A word is kept as a fingerprint of 26
//! bits of its hash, so the file lists no name. `README.md` beside this file says where they come from.

/// A common given name, of a list made for this.
pub(crate) const GIVEN: u16 = 1;
/// A common family name.
pub(crate) const FAMILY: u16 = 2;
/// An everyday word of some language.
pub(crate) const COMMON: u16 = 4;
/// Part of a name that alone means someone everyone talks about: `Einstein`.
pub(crate) const KNOWN: u16 = 8;
/// A place, a firm, a word of such names.
pub(crate) const THING: u16 = 16;
/// The whole name of someone everyone talks about, as [`phrase`] joins it.
pub(crate) const PHRASE: u16 = 32;
/// The same bit on a letter of Chinese, Japanese or Korean: family names begin with it.
pub(crate) const BEGINS: u16 = PHRASE;
/// A given or family name of a census; rarer.
pub(crate) const CENSUS_GIVEN: u16 = 64;
pub(crate) const CENSUS_FAMILY: u16 = 128;

/// All three: never part of a name, such as a title.
pub(crate) const NEVER: u16 = COMMON | KNOWN | THING;

/// Any list of names.
pub(crate) const NAME: u16 = GIVEN | FAMILY | CENSUS_GIVEN | CENSUS_FAMILY;
/// Bits of a fingerprint.
pub(crate) const BITS: u32 = 26;
/// Weights.
pub(crate) const BUCKETS: usize = 1 << 17;
/// What the file begins with.
pub(crate) const MAGIC: &[u8; 8] = b"names@4\0";
/// Slots of the hash table; more than twice the number of words, a power of two.
const SLOTS: usize = 1 << 18;

/// Words and weights.
pub(crate) struct Table {
    /// `fingerprint + 1`, then 16 bits of flags; 0 for none; open addressing.
    slots: Vec<u64>,
    pub(crate) weights: Vec<i8>,
    /// Added to every score, in the unit of the weights.
    pub(crate) bias: i32,
}

impl Table {
    /// An empty table that calls nothing a name.
    pub(crate) fn empty() -> Self {
        Self {
            slots: vec![0; SLOTS],
            weights: vec![0; BUCKETS],
            bias: 0,
        }
    }

    /// Adds flags to a word.
    pub(crate) fn insert(&mut self, hash: u32, flags: u16) {
        let print = u64::from(hash >> (32 - BITS)) + 1;
        let mut slot = print as usize % SLOTS;
        while self.slots[slot] != 0 && self.slots[slot] >> 16 != print {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] |= print << 16 | u64::from(flags);
    }

    /// What is known of a word, by the hash of its folded form.
    pub(crate) fn flags(&self, hash: u32) -> u16 {
        let print = u64::from(hash >> (32 - BITS)) + 1;
        let mut slot = print as usize % SLOTS;
        loop {
            match self.slots[slot] {
                0 => return 0,
                found if found >> 16 == print => return (found & 0xFFFF) as u16,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// Reads the file; `None` if it is not one.
    pub(crate) fn read(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(MAGIC)?;
        let mut table = Self::empty();
        let count = varint(&mut rest)?;
        if count >= SLOTS / 2 {
            return None;
        }
        let mut prints = Vec::with_capacity(count);
        let mut print = 0;
        for _ in 0..count {
            print += varint(&mut rest)?;
            prints.push(print);
        }
        let (flags, after) = rest.split_at_checked(count)?;
        rest = after;
        for (print, flags) in prints.into_iter().zip(flags) {
            table.put(u32::try_from(print).ok()?, u16::from(*flags));
        }
        table.bias = i32::try_from(varint(&mut rest)?).ok()? - (1 << 20);
        let count = varint(&mut rest)?;
        let mut places = Vec::with_capacity(count.min(BUCKETS));
        let mut place = 0;
        for _ in 0..count {
            place += varint(&mut rest)?;
            places.push(place);
        }
        let (weights, after) = rest.split_at_checked(count)?;
        for (place, weight) in places.into_iter().zip(weights) {
            *table.weights.get_mut(place)? = i8::from_le_bytes([*weight]);
        }
        after.is_empty().then_some(table)
    }

    /// Adds a fingerprint that was read.
    fn put(&mut self, print: u32, flags: u16) {
        self.insert(print << (32 - BITS), flags);
    }
}

/// Reads one number of seven bits a byte, low ones first.
fn varint(rest: &mut &[u8]) -> Option<usize> {
    let (mut number, mut shift) = (0_usize, 0);
    loop {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        number |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}

/// The hash of a name of several words from those of its words.
pub(crate) fn phrase(words: impl Iterator<Item = u32>) -> u32 {
    let joined = words.fold(0x9E37_79B9_u32, |all, word| {
        all.rotate_left(7).wrapping_mul(0x85EB_CA6B) ^ word
    });
    super::fold::mix(joined)
}
