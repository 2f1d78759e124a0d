//! How values are written on the bus, as far as a keyring needs them: little end first, each aligned to its size.
//!
//! Reading never fails by panicking: whatever does not fit is nothing.

use zeroize::Zeroizing;

/// A value that is sent.
#[derive(Clone)]
pub(super) enum Value {
    Text(String),
    Path(String),
    Paths(Vec<String>),
    Flag(bool),
    Variant(Box<Value>),
    Attributes(Vec<(String, String)>),
    Properties(Vec<(String, Value)>),
    Secret {
        session: String,
        value: Zeroizing<Vec<u8>>,
    },
}

impl Value {
    pub(super) fn signature(&self) -> &'static str {
        match self {
            Self::Text(_) => "s",
            Self::Path(_) => "o",
            Self::Paths(_) => "ao",
            Self::Flag(_) => "b",
            Self::Variant(_) => "v",
            Self::Attributes(_) => "a{ss}",
            Self::Properties(_) => "a{sv}",
            Self::Secret { .. } => "(oayays)",
        }
    }
}

/// Bytes that grow.
#[derive(Default)]
pub(super) struct Write(pub(super) Zeroizing<Vec<u8>>);

impl Write {
    pub(super) fn align(&mut self, to: usize) {
        while !self.0.len().is_multiple_of(to) {
            self.0.push(0);
        }
    }

    pub(super) fn number(&mut self, number: u32) {
        self.align(4);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(length(text.len()));
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(0);
    }

    pub(super) fn signature(&mut self, signature: &str) {
        self.0.push(u8::try_from(signature.len()).unwrap_or(u8::MAX));
        self.0.extend_from_slice(signature.as_bytes());
        self.0.push(0);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(length(bytes.len()));
        self.0.extend_from_slice(bytes);
    }

    /// An array, whose length is known when it is written.
    pub(super) fn array(&mut self, element: usize, fill: impl FnOnce(&mut Self)) {
        self.number(0);
        let at = self.0.len() - 4;
        self.align(element);
        let start = self.0.len();
        fill(self);
        let written = length(self.0.len() - start);
        self.0[at..at + 4].copy_from_slice(&written.to_le_bytes());
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) | Value::Path(text) => self.text(text),
            Value::Paths(paths) => self.array(4, |array| paths.iter().for_each(|path| array.text(path))),
            Value::Flag(flag) => self.number(u32::from(*flag)),
            Value::Variant(inner) => {
                self.signature(inner.signature());
                self.value(inner);
            }
            Value::Attributes(pairs) => self.array(8, |array| {
                for (name, text) in pairs {
                    array.align(8);
                    array.text(name);
                    array.text(text);
                }
            }),
            Value::Properties(pairs) => self.array(8, |array| {
                for (name, property) in pairs {
                    array.align(8);
                    array.text(name);
                    array.signature(property.signature());
                    array.value(property);
                }
            }),
            Value::Secret { session, value } => {
                self.align(8);
                self.text(session);
                self.bytes(b"");
                self.bytes(value);
                self.text("application/octet-stream");
            }
        }
    }
}

fn length(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Bytes that are read from their beginning.
pub(super) struct Read<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Read<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn align(&mut self, to: usize) {
        self.at = self.at.next_multiple_of(to);
    }

    pub(super) fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        self.align(4);
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let text = std::str::from_utf8(self.take(length)?).ok()?.to_owned();
        self.take(1)?;
        Some(text)
    }

    pub(super) fn signature(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?);
        let text = std::str::from_utf8(self.take(length)?).ok()?.to_owned();
        self.take(1)?;
        Some(text)
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    /// An array of texts or paths.
    pub(super) fn texts(&mut self) -> Option<Vec<String>> {
        let length = usize::try_from(self.number()?).ok()?;
        let end = self.at.checked_add(length)?;
        let mut texts = Vec::new();
        while self.at < end {
            texts.push(self.text()?);
        }
        Some(texts)
    }

    /// A variant of one of the simple kinds; text where it is text.
    pub(super) fn variant(&mut self) -> Option<Option<String>> {
        match self.signature()?.as_str() {
            "s" | "o" => Some(Some(self.text()?)),
            "g" => Some(Some(self.signature()?)),
            "u" | "i" | "b" => {
                self.number()?;
                Some(None)
            }
            "y" => {
                self.byte()?;
                Some(None)
            }
            "ay" => {
                self.bytes()?;
                Some(None)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_garbage_is_nothing() {
        let mut write = Write::default();
        write.value(&Value::Text("a".into()));
        write.value(&Value::Paths(vec!["/b".into(), "/cd".into()]));
        write.value(&Value::Variant(Box::new(Value::Text("e".into()))));
        let mut read = Read::new(&write.0);
        assert_eq!(read.text().unwrap(), "a");
        assert_eq!(read.texts().unwrap(), ["/b", "/cd"]);
        assert_eq!(read.variant().unwrap().unwrap(), "e");
        assert!(read.is_over());
        for garbage in [&[255; 9][..], &[1, 0, 0, 0], &[]] {
            assert!(Read::new(garbage).text().is_none());
            let _ = (
                Read::new(garbage).texts(),
                Read::new(garbage).variant(),
                Read::new(garbage).bytes(),
            );
        }
    }
}
