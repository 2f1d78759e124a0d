//! The columns of a format: what each is called, what it holds, and why it is always empty where a record cannot fill it.
//!
//! In: what a format says of one row. Out: the row with every column in its order, as JSON or as Arrow arrays.
//! Invariant: a row has all columns of its table and no other; what the format did not say is null, never a made-up value.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field as ArrowField, FieldRef, Fields, Schema, TimeUnit};
use serde_json::{Map, Value};

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    Bool,
    Int,
    Float,
    Text,
    /// A moment. No record has one, so it is always null; the type is what the consumer expects.
    Time,
    List(&'static Type),
    Struct(&'static [Field]),
    /// A map with keys of its own, or a tree. In Parquet it is the text of its JSON.
    Json,
}

/// A named part of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Field(pub &'static str, pub Type);

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub holds: Type,
    /// Why it is null in every row.
    pub empty: Option<&'static str>,
    /// What is worth knowing of its values; nothing for what the format itself says.
    pub note: &'static str,
}

/// A column as the format has it.
pub(super) const fn column(name: &'static str, holds: Type) -> Column {
    Column {
        name,
        holds,
        empty: None,
        note: "",
    }
}

/// A column whose values need a word.
pub(super) const fn noted(name: &'static str, holds: Type, note: &'static str) -> Column {
    Column {
        name,
        holds,
        empty: None,
        note,
    }
}

/// A column that no record can fill, and why.
pub(super) const fn empty(name: &'static str, holds: Type, why: &'static str) -> Column {
    Column {
        name,
        holds,
        empty: Some(why),
        note: "",
    }
}

/// Reasons that several formats share.
pub(super) const NOBODY: &str = "the pool knows nothing about contributors";
pub(super) const NO_TIME: &str = "no record has a time finer than its month";
pub(super) const NOT_MODERATED: &str = "no moderation model was run";
pub(super) const NOT_ASKED: &str = "contributors are not asked for it";
pub(super) const NOT_CLASSIFIED: &str = "topics are not classified";

/// A list of `{"role", "content"}`.
pub(super) const TURNS: Type = Type::List(&Type::Struct(&[
    Field("role", Type::Text),
    Field("content", Type::Text),
]));
pub(super) const TEXTS: Type = Type::List(&Type::Text);

const RECORD_ID: Column = noted(
    "record_id",
    Type::Text,
    "the record it is made of; `sync` reads it",
);
const LICENCE: Column = noted("licence", Type::Text, "on which terms the record is released");

/// What rows name that hold no judgement.
pub(super) const WHOSE: &[Column] = &[RECORD_ID, LICENCE];
/// What rows name that are justified by feedback.
pub(super) const WHY: &[Column] = &[
    RECORD_ID,
    LICENCE,
    column("purposes", TEXTS),
    noted("basis", Type::Text, "side_by_side, judged, kept, resent or text"),
    noted("confidence", Type::Float, "of the weakest evidence, 0–1"),
    noted(
        "evidence",
        TEXTS,
        "kinds of signals, `rating`, or `label` for the contributor's word",
    ),
    noted("evidence_about", TEXTS, "the messages that the evidence is about"),
    noted("detectors", TEXTS, "what found the evidence, or `contributor`"),
];

/// Where a row does not fit its columns: a mistake of the format, never of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(pub String);

/// The row in the order of its columns, with nulls where nothing was said.
pub(super) fn fitted(row: Map<String, Value>, columns: &[Column]) -> Result<Vec<Value>, Misfit> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| Field(column.name, column.holds))
        .collect();
    for column in columns.iter().filter(|column| column.empty.is_some()) {
        if row.get(column.name).is_some_and(|value| !value.is_null()) {
            return Err(Misfit(format!("{} is said to be empty", column.name)));
        }
    }
    in_order(row, &fields)
}

fn in_order(mut row: Map<String, Value>, fields: &[Field]) -> Result<Vec<Value>, Misfit> {
    let values = fields
        .iter()
        .map(|field| {
            let value = row.remove(field.0).unwrap_or(Value::Null);
            checked(value, field.1).map_err(|Misfit(inner)| Misfit(format!("{}: {inner}", field.0)))
        })
        .collect::<Result<_, _>>()?;
    match row.keys().next() {
        Some(stranger) => Err(Misfit(format!("{stranger} is no column"))),
        None => Ok(values),
    }
}

fn checked(value: Value, holds: Type) -> Result<Value, Misfit> {
    match (holds, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Type::Bool, value @ Value::Bool(_))
        | (Type::Text, value @ Value::String(_))
        | (Type::Json, value) => Ok(value),
        (Type::Int, Value::Number(number)) if number.is_i64() => Ok(Value::Number(number)),
        (Type::Float, Value::Number(number)) => Ok(Value::Number(number)),
        (Type::List(item), Value::Array(items)) => Ok(Value::Array(
            items
                .into_iter()
                .map(|value| checked(value, *item))
                .collect::<Result<_, _>>()?,
        )),
        // Kept as a list of values in the order of its fields: `Value` has no map with an order.
        (Type::Struct(fields), Value::Object(row)) => Ok(Value::Array(in_order(row, fields)?)),
        (holds, _) => Err(Misfit(format!("it is not {holds:?}"))),
    }
}

/// A fitted row as one JSON object, its columns in their order.
pub(super) fn write_json(row: &[Value], columns: &[Column], out: &mut Vec<u8>) {
    let fields = columns.iter().map(|column| (column.name, column.holds));
    object(row, fields, out);
}

fn object<'a>(values: &[Value], fields: impl Iterator<Item = (&'a str, Type)>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (value, (name, holds))) in values.iter().zip(fields).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json(&Value::String(name.to_owned()), out);
        out.push(b':');
        one(value, holds, out);
    }
    out.push(b'}');
}

fn one(value: &Value, holds: Type, out: &mut Vec<u8>) {
    match (holds, value) {
        (Type::Struct(fields), Value::Array(values)) => {
            object(values, fields.iter().map(|field| (field.0, field.1)), out);
        }
        (Type::List(item), Value::Array(values)) => {
            out.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                one(value, *item, out);
            }
            out.push(b']');
        }
        (_, value) => json(value, out),
    }
}

fn json(value: &Value, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("writing to memory cannot fail, and keys are strings");
}

/// Fitted rows as one Arrow batch.
pub(super) fn batch(rows: &[Vec<Value>], columns: &[Column]) -> Result<RecordBatch, ArrowError> {
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| array(column.holds, &rows.iter().map(|row| &row[at]).collect::<Vec<_>>()))
        .collect();
    RecordBatch::try_new(Arc::new(schema(columns)), arrays)
}

/// The Arrow schema of these columns.
pub(super) fn schema(columns: &[Column]) -> Schema {
    let field = |column: &Column| ArrowField::new(column.name, data_type(column.holds), true);
    Schema::new(columns.iter().map(field).collect::<Vec<_>>())
}

fn data_type(holds: Type) -> DataType {
    match holds {
        Type::Bool => DataType::Boolean,
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Text | Type::Json => DataType::Utf8,
        Type::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::List(item) => DataType::List(item_field(*item)),
        Type::Struct(fields) => DataType::Struct(struct_fields(fields)),
    }
}

fn item_field(item: Type) -> FieldRef {
    Arc::new(ArrowField::new("item", data_type(item), true))
}

fn struct_fields(fields: &[Field]) -> Fields {
    fields
        .iter()
        .map(|field| ArrowField::new(field.0, data_type(field.1), true))
        .collect()
}

fn array(holds: Type, values: &[&Value]) -> ArrayRef {
    match holds {
        Type::Bool => Arc::new(
            values
                .iter()
                .map(|value| value.as_bool())
                .collect::<BooleanArray>(),
        ),
        Type::Int => Arc::new(values.iter().map(|value| value.as_i64()).collect::<Int64Array>()),
        Type::Float => Arc::new(
            values
                .iter()
                .map(|value| value.as_f64())
                .collect::<Float64Array>(),
        ),
        Type::Text => Arc::new(values.iter().map(|value| value.as_str()).collect::<StringArray>()),
        Type::Json => Arc::new(
            values
                .iter()
                .map(|value| (!value.is_null()).then(|| value.to_string()))
                .collect::<StringArray>(),
        ),
        Type::Time => new_null_array(&data_type(holds), values.len()),
        Type::List(item) => {
            let lists: Vec<&[Value]> = values.iter().map(|value| items(value)).collect();
            let offsets = OffsetBuffer::from_lengths(lists.iter().map(|list| list.len()));
            let inner: Vec<&Value> = lists.into_iter().flatten().collect();
            Arc::new(ListArray::new(
                item_field(*item),
                offsets,
                array(*item, &inner),
                Some(present(values)),
            ))
        }
        Type::Struct(fields) => {
            let part = |at: usize, holds: Type| {
                let inner: Vec<&Value> = values
                    .iter()
                    .map(|value| items(value).get(at).unwrap_or(&Value::Null))
                    .collect();
                array(holds, &inner)
            };
            let parts = fields
                .iter()
                .enumerate()
                .map(|(at, field)| part(at, field.1))
                .collect();
            Arc::new(StructArray::new(
                struct_fields(fields),
                parts,
                Some(present(values)),
            ))
        }
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn present(values: &[&Value]) -> NullBuffer {
    values.iter().map(|value| !value.is_null()).collect()
}

/// The type in the words of the card.
pub(super) fn word(holds: Type) -> String {
    match holds {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Time => "timestamp".to_owned(),
        Type::Json => "json".to_owned(),
        Type::List(item) => format!("list of {}", word(*item)),
        Type::Struct(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| field.0).collect();
            format!("{{{}}}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::Array as _;
    use serde_json::{Map, Value, json};

    use super::{Column, Field, Type, batch, column, empty, fitted, write_json};

    const COLUMNS: &[Column] = &[
        column("b", Type::Int),
        column(
            "a",
            Type::List(&Type::Struct(&[Field("y", Type::Text), Field("x", Type::Bool)])),
        ),
        empty("t", Type::Time, "there is none"),
        column("j", Type::Json),
    ];

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_row_is_written_in_the_order_of_its_columns_with_null_for_what_was_not_said() {
        let row = fitted(map(&json!({"a": [{"x": true}, null], "b": 3})), COLUMNS).unwrap();
        let mut out = vec![];
        write_json(&row, COLUMNS, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"b":3,"a":[{"y":null,"x":true},null],"t":null,"j":null}"#
        );
        let batch = batch(&[row], COLUMNS).unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns()), (1, 4));
        assert_eq!(batch.column(2).null_count(), 1);
    }

    #[test]
    fn what_does_not_fit_is_no_row() {
        for wrong in [
            json!({"c": 1}),
            json!({"b": "3"}),
            json!({"b": 1.5}),
            json!({"t": "2026-11-22"}),
            json!({"a": [{"z": 1}]}),
        ] {
            assert!(fitted(map(&wrong), COLUMNS).is_err(), "{wrong}");
        }
    }
}
