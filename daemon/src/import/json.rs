//! A file of one list, one object, or lines -> its items, one after the other.
//!
//! In: bytes as they come. Out: each item once it is whole. Only one item is in memory, and one that is longer than any
//! conversation ends the reading. Not here: what the items are.
//! A list in an object counts as the file's list, where it is not the turns of one conversation: some exports wrap it.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Why;
use super::gather::Gather;

/// The longest item. Conversations with pictures in them as text reach some megabytes.
pub(super) const LONGEST: u64 = if cfg!(test) { 8 << 20 } else { 128 << 20 };
/// How much of a file is looked at to tell lines from one object.
const HEAD: u64 = 1 << 20;
/// Under these names exports wrap their list.
const WRAPPERS: [&str; 4] = ["conversations", "chats", "items", "data"];
/// In an error of the reader: not what the file says, but that nothing more is wanted.
const ENOUGH: &str = "enough";

/// Gives each item of a file to `gather`.
pub(super) fn read<R: Read>(mut file: R, gather: &mut Gather<'_, '_>) -> Result<(), Why> {
    let unreadable = |error: io::Error| Why::Unreadable(error.kind());
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let start = head.trim_ascii_start();
    match start.first() {
        None => return Err(Why::Empty),
        Some(b'[' | b'{') => {}
        Some(_) => return Err(Why::UnknownFormat),
    }
    let is_lines = start.starts_with(b"{")
        && start
            .iter()
            .position(|byte| *byte == b'\n')
            .is_some_and(|end| serde_json::from_slice::<IgnoredAny>(&start[..end]).is_ok());
    let whole = Cursor::new(head).chain(file);
    if is_lines {
        lines(BufReader::with_capacity(1 << 16, whole), gather)
    } else {
        values(whole, gather)
    }
}

/// One item per line; a line that is none is named, and the next one is read.
fn lines<R: BufRead>(mut file: R, gather: &mut Gather<'_, '_>) -> Result<(), Why> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = file.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        match read.map_err(|error| Why::Unreadable(error.kind()))? {
            0 => break,
            read if read as u64 == LONGEST && !line.ends_with(b"\n") => return Err(Why::TooLong(LONGEST)),
            _ => {}
        }
        let content = line.trim_ascii();
        if content.is_empty() {
            continue;
        }
        let flow = match serde_json::from_slice::<Value>(content) {
            Ok(item) => gather.item(number, item),
            Err(_) => gather.problem(number, "not a JSON object; this line was passed over"),
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

/// Lists and objects, one after the other.
fn values<R: Read>(file: R, gather: &mut Gather<'_, '_>) -> Result<(), Why> {
    let left = Rc::new(Cell::new(LONGEST));
    let metered = Metered {
        inner: file,
        left: Rc::clone(&left),
    };
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, metered));
    let mut number = 0;
    loop {
        let top = Top {
            gather: &mut *gather,
            number: &mut number,
            left: &left,
        };
        let ended = match top.deserialize(&mut json) {
            Ok(()) => json.end().is_ok(),
            Err(error) if error.to_string().starts_with(ENOUGH) => true,
            Err(_) if left.get() == 0 => return Err(Why::TooLong(LONGEST)),
            Err(error) => return Err(Why::BrokenJson(error.line())),
        };
        if ended {
            return Ok(());
        }
    }
}

/// Ends the reading when one item takes more than its share.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("too long"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

/// One value at the top of a file.
struct Top<'a, 'g, 's> {
    gather: &'a mut Gather<'g, 's>,
    number: &'a mut usize,
    left: &'a Cell<u64>,
}

impl Top<'_, '_, '_> {
    fn item<E: serde::de::Error>(&mut self, item: Value) -> Result<(), E> {
        *self.number += 1;
        self.left.set(LONGEST);
        match self.gather.item(*self.number, item) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(E::custom(ENOUGH)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            self.item(item)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let mut own = Map::new();
        let mut wrapped = false;
        while let Some(name) = fields.next_key::<String>()? {
            if WRAPPERS.contains(&name.as_str()) {
                let (kept, any) = fields.next_value_seed(Wrapped { top: &mut self })?;
                wrapped |= any;
                own.insert(name, kept);
            } else {
                own.insert(name, fields.next_value()?);
            }
        }
        if wrapped {
            Ok(())
        } else {
            self.item(Value::Object(own))
        }
    }
}

/// A value that may be the file's list: its items go to the gatherer, everything else is given back.
struct Wrapped<'a, 't, 'g, 's> {
    top: &'a mut Top<'t, 'g, 's>,
}

impl<'de> DeserializeSeed<'de> for Wrapped<'_, '_, '_, '_> {
    type Value = (Value, bool);

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Wrapped<'_, '_, '_, '_> {
    type Value = (Value, bool);

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut kept = Vec::new();
        let mut any = false;
        while let Some(item) = items.next_element::<Value>()? {
            if is_turn(&item) {
                kept.push(item);
            } else {
                any = true;
                self.top.item(item)?;
            }
        }
        Ok((Value::Array(kept), any))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        let value = Value::deserialize(serde::de::value::MapAccessDeserializer::new(fields))?;
        Ok((value, false))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((Value::from(text), false))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok((Value::from(value), false))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok((Value::from(value), false))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok((Value::from(value), false))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok((Value::from(value), false))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok((Value::Null, false))
    }
}

/// Whether this is one message of a conversation rather than a conversation.
fn is_turn(item: &Value) -> bool {
    let has = |name: &str| {
        item.get(name)
            .is_some_and(|value| !value.is_array() && !value.is_object())
    };
    (has("from") && item.get("value").is_some()) || (has("role") && item.get("content").is_some())
}
