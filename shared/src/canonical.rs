//! Canonical JSON (RFC 8785): the one form of a value whose bytes are hashed and signed.
//!
//! In: a value. Out: its bytes: no spaces, members in the order of their names' UTF-16 units, numbers as JavaScript writes them.
//! Everything is written once into one buffer; an object whose members came in another order is put in order where it lies when it ends. So
//! this costs little more than JSON in any order, and a pool makes these bytes for every record that anybody sends.
//! Deliberately not here: numbers that are no numbers (they become null), and names that come twice in one object (both stay).

use std::cmp::Ordering;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

/// The canonical JSON of a value.
///
/// # Errors
/// If the value says that it cannot be written, or has a map whose keys are no text.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut writing = Writing::default();
    let mut serializer = Serializer::with_formatter(io::sink(), Ordered(&mut writing));
    value.serialize(&mut serializer)?;
    Ok(writing.out)
}

/// As `to_vec`, with the place of the value of one member of the outermost object.
///
/// # Errors
/// As `to_vec`.
pub fn to_vec_with_place<T: Serialize + ?Sized>(
    value: &T,
    member: &str,
) -> Result<(Vec<u8>, Option<Range<usize>>), serde_json::Error> {
    let mut writing = Writing {
        wanted: Some(format!("\"{member}\"").into_bytes()),
        ..Writing::default()
    };
    let mut serializer = Serializer::with_formatter(io::sink(), Ordered(&mut writing));
    value.serialize(&mut serializer)?;
    Ok((writing.out, writing.found))
}

/// What is written so far, and the objects that have not ended.
#[derive(Default)]
struct Writing {
    out: Vec<u8>,
    /// For each open object, where its first member begins and how many members others before it had.
    open: Vec<(usize, usize)>,
    /// The members of all open objects.
    members: Vec<Member>,
    /// The members of one object in their order; kept for its memory.
    sorted: Vec<u8>,
    /// The name of a member of the outermost object, with quotation marks, and where its value lies.
    wanted: Option<Vec<u8>>,
    found: Option<Range<usize>>,
}

/// Where a member lies: its name with quotation marks, then a colon and its value.
#[derive(Clone)]
struct Member {
    name: Range<usize>,
    end: usize,
}

/// Whole numbers up to here are the same in JavaScript.
const EXACT: u64 = 1 << 53;

impl Writing {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn float(&mut self, number: f64) -> io::Result<()> {
        self.put(ryu_js::Buffer::new().format(number).as_bytes())
    }

    fn whole(&mut self, number: i128) -> io::Result<()> {
        if number.unsigned_abs() <= u128::from(EXACT) {
            write!(self.out, "{number}")
        } else {
            // JavaScript has only doubles.
            self.float(number as f64)
        }
    }

    /// Puts the members of the object that ends into their order.
    fn sort(&mut self) {
        let Some((start, first)) = self.open.pop() else {
            return;
        };
        let out = &self.out;
        let members = &mut self.members[first..];
        if !members.is_sorted_by(|left, right| order(out, left, right).is_le()) {
            members.sort_by(|left, right| order(out, left, right));
            self.sorted.clear();
            for (place, member) in members.iter().enumerate() {
                if place > 0 {
                    self.sorted.push(b',');
                }
                self.sorted.extend_from_slice(&out[member.name.start..member.end]);
            }
            if self.open.is_empty() {
                self.found = place_of(self.wanted.as_deref(), out, members, start);
            }
            self.out.truncate(start);
            self.out.extend_from_slice(&self.sorted);
        } else if self.open.is_empty() {
            self.found = place_of(self.wanted.as_deref(), out, members, start);
        }
        self.members.truncate(first);
    }
}

/// Where the value of the wanted member lies once these members, which are in order, follow each other from `start` on.
fn place_of(wanted: Option<&[u8]>, out: &[u8], members: &[Member], start: usize) -> Option<Range<usize>> {
    let mut begin = start;
    for member in members {
        let end = begin + member.end - member.name.start;
        if wanted? == &out[member.name.clone()] {
            // Behind the name and a colon.
            return Some(begin + member.name.len() + 1..end);
        }
        begin = end + 1;
    }
    None
}

/// Which of two members comes first.
fn order(out: &[u8], left: &Member, right: &Member) -> Ordering {
    let (left, right) = (&out[left.name.clone()], &out[right.name.clone()]);
    let is_plain = |name: &[u8]| name.is_ascii() && !name.contains(&b'\\');
    if is_plain(left) && is_plain(right) {
        // Without the marks, as the one at the end is no letter of the name.
        return left[1..left.len() - 1].cmp(&right[1..right.len() - 1]);
    }
    let units = |name: &[u8]| -> Vec<u16> {
        let name: String = serde_json::from_slice(name).expect("a name that was just written can be read");
        name.encode_utf16().collect()
    };
    units(left).cmp(&units(right))
}

/// Writes into `Writing` instead of the serializer's own writer, which could not be put in order.
struct Ordered<'a>(&'a mut Writing);

/// Methods that all do the same with one kind of whole number.
macro_rules! whole {
    ($($method:ident: $number:ty),*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, _: &mut W, number: $number) -> io::Result<()> {
            self.0.whole(i128::from(number))
        })*
    };
}

impl Formatter for Ordered<'_> {
    whole!(
        write_i8: i8, write_i16: i16, write_i32: i32, write_i64: i64,
        write_u8: u8, write_u16: u16, write_u32: u32, write_u64: u64
    );

    fn write_i128<W: ?Sized + Write>(&mut self, _: &mut W, number: i128) -> io::Result<()> {
        self.0.whole(number)
    }

    fn write_u128<W: ?Sized + Write>(&mut self, _: &mut W, number: u128) -> io::Result<()> {
        match i128::try_from(number) {
            Ok(number) => self.0.whole(number),
            Err(_) => self.0.float(number as f64),
        }
    }

    fn write_f32<W: ?Sized + Write>(&mut self, _: &mut W, number: f32) -> io::Result<()> {
        self.0.float(f64::from(number))
    }

    fn write_f64<W: ?Sized + Write>(&mut self, _: &mut W, number: f64) -> io::Result<()> {
        self.0.float(number)
    }

    fn write_number_str<W: ?Sized + Write>(&mut self, _: &mut W, number: &str) -> io::Result<()> {
        let number = number
            .parse()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "not a number"))?;
        self.0.float(number)
    }

    fn write_null<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"null")
    }

    fn write_bool<W: ?Sized + Write>(&mut self, _: &mut W, value: bool) -> io::Result<()> {
        self.0.put(if value { b"true" } else { b"false" })
    }

    fn begin_string<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"\"")
    }

    fn end_string<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"\"")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, _: &mut W, text: &str) -> io::Result<()> {
        self.0.put(text.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, _: &mut W, escape: CharEscape) -> io::Result<()> {
        let short = match escape {
            CharEscape::Quote => b'"',
            CharEscape::ReverseSolidus => b'\\',
            CharEscape::Solidus => return self.0.put(b"/"),
            CharEscape::Backspace => b'b',
            CharEscape::FormFeed => b'f',
            CharEscape::LineFeed => b'n',
            CharEscape::CarriageReturn => b'r',
            CharEscape::Tab => b't',
            CharEscape::AsciiControl(byte) => return write!(self.0.out, "\\u{byte:04x}"),
        };
        self.0.put(&[b'\\', short])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { self.0.put(b",") }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b"{")?;
        self.0.open.push((self.0.out.len(), self.0.members.len()));
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.sort();
        self.0.put(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        if !first {
            self.0.put(b",")?;
        }
        let at = self.0.out.len();
        self.0.members.push(Member {
            name: at..at,
            end: at,
        });
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        let at = self.0.out.len();
        if let Some(member) = self.0.members.last_mut() {
            member.name.end = at;
        }
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.0.put(b":")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        let at = self.0.out.len();
        // Objects inside this value have ended and taken their members with them.
        if let Some(member) = self.0.members.last_mut() {
            member.end = at;
        }
        Ok(())
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, _: &mut W, json: &str) -> io::Result<()> {
        self.0.put(json.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Number, Value};

    use super::*;

    fn canonical(json: &str) -> String {
        let value: Value = serde_json::from_str(json).unwrap();
        String::from_utf8(to_vec(&value).unwrap()).unwrap()
    }

    #[test]
    fn the_examples_of_the_standard_come_out_as_it_says() {
        for (given, expected) in [
            // RFC 8785, 3.2.2 and 3.2.3.
            (
                r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#,
                "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
            ),
            (
                r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}"#,
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
            ),
            ("-0.0", "0"),
            ("9007199254740993", "9007199254740992"),
            ("18446744073709551615", "18446744073709552000"),
            (
                "[{}, [], {\"b\": {\"d\": 1, \"c\": {}}, \"a\": []}]",
                "[{},[],{\"a\":[],\"b\":{\"c\":{},\"d\":1}}]",
            ),
            (
                "{\"ab\": 1, \"a\": 2, \"a\\\"\": 3}",
                "{\"a\":2,\"a\\\"\":3,\"ab\":1}",
            ),
        ] {
            assert_eq!(canonical(given), expected);
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(Number::from),
            any::<u64>().prop_map(Number::from),
            (-1000_i32..1000).prop_map(Number::from),
            any::<f64>().prop_filter_map("a number", Number::from_f64),
            (-10.0..10.0_f64).prop_filter_map("a number", Number::from_f64),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number.prop_map(Value::Number),
            ".{0,12}".prop_map(Value::from),
            "[\\x00-\\x7f]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let name = prop_oneof![
                "[a-c_]{0,3}",
                ".{0,3}",
                "[\\x00-\\x22\\\\\u{e000}\u{ffff}😀]{0,2}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::vec((name, inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_place_of_a_member_holds_its_canonical_json(members in prop::collection::btree_map("[a-e]{1,2}", value(), 1..6)) {
            for reversed in [false, true] {
                // A map writes its members in the order in which it is given them.
                struct Members<'a>(Vec<(&'a String, &'a Value)>);
                impl Serialize for Members<'_> {
                    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        serializer.collect_map(self.0.iter().copied())
                    }
                }
                let mut given: Vec<_> = members.iter().collect();
                if reversed {
                    given.reverse();
                }
                let given = Members(given);
                for (name, value) in &members {
                    let (all, place) = to_vec_with_place(&given, name).unwrap();
                    prop_assert_eq!(&all[place.unwrap()], to_vec(value).unwrap());
                    prop_assert_eq!(all, to_vec(&given).unwrap());
                }
                prop_assert_eq!(to_vec_with_place(&given, "z").unwrap().1, None);
            }
        }

        #[test]
        fn every_value_comes_out_as_another_implementation_writes_it(value in value()) {
            let ours = to_vec(&value).unwrap();
            let theirs = serde_json_canonicalizer::to_vec(&value).unwrap();
            prop_assert_eq!(String::from_utf8(ours), String::from_utf8(theirs));
        }
    }
}
