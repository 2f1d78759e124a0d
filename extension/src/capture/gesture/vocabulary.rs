//! What controls are called: words to actions.
//!
//! In: a label as it stands on a page, or a name from its markup. Out: an action, or nothing. The words are data, in
//! `vocabulary.txt`; a label that only looks like an action ("Copy link") is none.

use std::sync::OnceLock;

/// What a control does, apart from what it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    ThumbsUp,
    ThumbsDown,
    Copy,
    CopyCode,
    Regenerate,
    /// Another reply with a wish: shorter, longer, by another model.
    Modify,
    Edit,
    Stop,
    Share,
    Prefer,
    Continue,
    Delete,
    /// Of replies side by side none is better; all are bad; none is chosen.
    Tie,
    BothBad,
    Skip,
    Report,
    Pin,
    Export,
    ReadAloud,
    /// Shows another version.
    Page,
}

/// A longer label is a sentence and no name of a control.
const LONGEST: usize = 80;

struct Phrase {
    text: String,
    /// In this script words have blanks between them, so only whole words count.
    whole: bool,
    /// The last word may go on.
    open: bool,
}

struct Row {
    action: Option<Action>,
    phrases: Vec<Phrase>,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let lines = include_str!("vocabulary.txt").lines();
        lines.filter_map(row).collect()
    })
}

fn row(line: &str) -> Option<Row> {
    let (name, phrases) = line.split_once(": ").filter(|_| !line.starts_with('#'))?;
    let action = match name {
        "nothing" => None,
        name => Some(named(name)?),
    };
    let phrases = phrases.split(" | ").map(|phrase| {
        let text = phrase.trim().trim_end_matches('*').to_owned();
        Phrase {
            whole: text
                .chars()
                .next()
                .is_some_and(|first| first.is_alphabetic() && first < '\u{590}'),
            open: phrase.trim().ends_with('*'),
            text,
        }
    });
    Some(Row {
        action,
        phrases: phrases.collect(),
    })
}

/// The action of this name, as adapters and the vocabulary write it.
pub(super) fn named(name: &str) -> Option<Action> {
    Some(match name {
        "thumbs_up" => Action::ThumbsUp,
        "thumbs_down" => Action::ThumbsDown,
        "copy" => Action::Copy,
        "copy_code" => Action::CopyCode,
        "regenerate" => Action::Regenerate,
        "modify" => Action::Modify,
        "edit" => Action::Edit,
        "stop" => Action::Stop,
        "share" => Action::Share,
        "prefer" => Action::Prefer,
        "continue" => Action::Continue,
        "delete" => Action::Delete,
        "tie" => Action::Tie,
        "both_bad" => Action::BothBad,
        "skip" => Action::Skip,
        "report" => Action::Report,
        "pin" => Action::Pin,
        "export" => Action::Export,
        "read_aloud" => Action::ReadAloud,
        "page" => Action::Page,
        _ => return None,
    })
}

/// What a label says. The first row with a phrase in it decides.
pub(super) fn action_of(label: &str) -> Option<Action> {
    if label.chars().count() > LONGEST {
        return None;
    }
    let label = label.to_lowercase();
    let row = rows()
        .iter()
        .find(|row| row.phrases.iter().any(|phrase| stands_in(phrase, &label)))?;
    row.action
}

fn stands_in(phrase: &Phrase, label: &str) -> bool {
    if !phrase.whole {
        return label.contains(&phrase.text);
    }
    label.match_indices(&phrase.text).any(|(start, found)| {
        let before = label[..start].chars().next_back();
        let after = label[start + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric)
            && (phrase.open || !after.is_some_and(char::is_alphanumeric))
    })
}

/// What a name in the markup says: `good-response-turn-action-button`, `thumbUpFilled`, `copyBtn`.
pub(super) fn action_of_name(name: &str) -> Option<Action> {
    let words = crate::capture::marks::words(name).join(" ");
    action_of(&words)
}

/// Whether a label says that the thumb is already given: a click takes it back.
pub(super) fn is_given(label: &str) -> bool {
    const STARTS: &[&str] = &[
        "liked",
        "disliked",
        "remove ",
        "undo like",
        "undo dislike",
        "unlike",
        "rated",
        "已赞",
        "已踩",
        "取消赞",
        "取消点赞",
        "取消踩",
        "取消喜欢",
        "已喜欢",
        "좋아요 취소",
        "싫어요 취소",
        "高評価を取り消",
        "低評価を取り消",
        "評価済み",
        "ya no me gusta",
        "quitar ",
        "retirer ",
        "je n'aime plus",
        "gefällt mir nicht mehr",
        "bewertung entfernen",
        "remover ",
        "rimuovi ",
        "verwijder ",
        "usuń ocenę",
        "убрать ",
        "прибрати ",
        "beğeniyi kaldır",
        "إلغاء الإعجاب",
        "בטל אהבתי",
        "bỏ thích",
        "batalkan suka",
        "เลิกถูกใจ",
    ];
    let label = label.trim().to_lowercase();
    STARTS.iter().any(|start| label.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_many_languages_name_the_action() {
        let check = |label: &str, expected: Option<Action>| assert_eq!(action_of(label), expected, "{label}");
        check("Like", Some(Action::ThumbsUp));
        check("Dislike", Some(Action::ThumbsDown));
        check("Liked", Some(Action::ThumbsUp));
        check("Give negative feedback", Some(Action::ThumbsDown));
        check("Gefällt mir nicht", Some(Action::ThumbsDown));
        check("Gefällt mir", Some(Action::ThumbsUp));
        check("Je n'aime pas", Some(Action::ThumbsDown));
        check("复制", Some(Action::Copy));
        check("重新生成", Some(Action::Regenerate));
        check("Copy code", Some(Action::CopyCode));
        check("Copy link", None);
        check("Stop recording", None);
        check("undo", None);
        check("unlikely", None);
        check("Settings", None);
        check(
            "I would like to know how one can copy this whole sentence into another place, please do",
            None,
        );
    }

    #[test]
    fn every_action_has_words_in_every_language() {
        // One phrase each of the actions that all pages have, in the order zh ja ko es fr de pt it nl pl ru uk tr ar he fa hi bn vi id th en.
        let table: &[(Action, &str)] = &[
            (
                Action::Copy,
                "复制|コピー|복사|copiar|copier|kopieren|copiar|copia|kopiëren|kopiuj|копировать|копіювати|kopyala|نسخ|העתק|کپی|कॉपी|কপি|sao chép|salin|คัดลอก|copy",
            ),
            (
                Action::ThumbsUp,
                "喜欢|高評価|좋아요|me gusta|j’aime|gefällt mir|gostei|mi piace|vind ik leuk|podoba mi się|нравится|подобається|beğendim|أعجبني|אהבתי|پسندیدم|पसंद|পছন্দ|thích|suka|ถูกใจ|like",
            ),
            (
                Action::ThumbsDown,
                "不喜欢|低評価|싫어요|no me gusta|je n’aime pas|gefällt mir nicht|não gostei|non mi piace|vind ik niet leuk|nie podoba mi się|не нравится|не подобається|beğenmedim|لم يعجبني|לא אהבתי|نپسندیدم|नापसंद|অপছন্দ|không thích|tidak suka|ไม่ถูกใจ|dislike",
            ),
            (
                Action::Regenerate,
                "重新生成|再生成|다시 생성|regenerar|régénérer|neu generieren|gerar novamente|rigenera|opnieuw genereren|wygeneruj ponownie|сгенерировать заново|згенерувати знову|yeniden oluştur|إعادة الإنشاء|צור מחדש|تولید مجدد|फिर से जनरेट करें|পুনরায় তৈরি|tạo lại|buat ulang|สร้างใหม่|regenerate",
            ),
            (
                Action::Edit,
                "编辑|編集|수정|editar|modifier|bearbeiten|editar|modifica|bewerken|edytuj|редактировать|редагувати|düzenle|تعديل|ערוך|ویرایش|संपादित करें|সম্পাদনা|chỉnh sửa|sunting|แก้ไข|edit",
            ),
            (
                Action::Stop,
                "停止|停止|중지|detener|arrêter|anhalten|parar|interrompi|stoppen|zatrzymaj|остановить|зупинити|durdur|إيقاف|עצור|توقف|रोकें|থামান|dừng|hentikan|หยุด|stop",
            ),
            (
                Action::Share,
                "分享|共有|공유|compartir|partager|teilen|compartilhar|condividi|delen|udostępnij|поделиться|поділитися|paylaş|مشاركة|שתף|اشتراک‌گذاری|साझा करें|শেয়ার|chia sẻ|bagikan|แชร์|share",
            ),
        ];
        for (action, phrases) in table {
            assert_eq!(phrases.split('|').count(), 22);
            for phrase in phrases.split('|') {
                assert_eq!(action_of(phrase), Some(*action), "{phrase}");
            }
        }
    }

    #[test]
    fn names_in_the_markup_are_read_word_by_word() {
        for (name, expected) in [
            ("good-response-turn-action-button", Some(Action::ThumbsUp)),
            ("message_action_dislike", Some(Action::ThumbsDown)),
            ("thumbUpFilled", Some(Action::ThumbsUp)),
            ("lucide-thumbs-down", Some(Action::ThumbsDown)),
            ("action-bar-retry", Some(Action::Regenerate)),
            ("scroll-to-bottom", None),
        ] {
            assert_eq!(action_of_name(name), expected, "{name}");
        }
    }
}
