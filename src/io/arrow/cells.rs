//! From Arrow arrays to the cells of a column.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{AnyDictionaryArray, Array, ArrowNativeTypeOp};
use arrow_schema::DataType;

use crate::error::{ErrorKind, Problem};
use crate::io::columns::{Cells, Rule, Value, Values};

/// Adds an array to a column. A dictionary of levels is looked through value by value, not row by row.
pub(super) fn extend(cells: &mut Cells, rule: Rule<'_>, array: &dyn Array) -> Result<(), Box<Problem>> {
    match array.as_any_dictionary_opt() {
        Some(dictionary) if matches!(cells, Cells::Levels(_)) => coded(cells, rule, dictionary),
        Some(dictionary) => decoded(cells, rule, dictionary),
        None => cells.values(rule, &Plain(array)),
    }
}

/// An array that is no dictionary.
struct Plain<'a>(&'a dyn Array);

impl Values for Plain<'_> {
    fn each(&self, take: &mut impl FnMut(Value<'_>)) -> Result<(), Box<Problem>> {
        each(self.0, take)
    }

    fn bits(&self, out: &mut Vec<u8>) -> bool {
        let array = self.0;
        if array.null_count() > 0 {
            return false;
        }
        match array.data_type() {
            DataType::Boolean => {
                out.extend(array.as_boolean().values().iter().map(u8::from));
                true
            }
            DataType::Int8 => bits::<Int8Type>(array, out),
            DataType::Int16 => bits::<Int16Type>(array, out),
            DataType::Int32 => bits::<Int32Type>(array, out),
            DataType::Int64 => bits::<Int64Type>(array, out),
            DataType::UInt8 => bits::<UInt8Type>(array, out),
            DataType::UInt16 => bits::<UInt16Type>(array, out),
            DataType::UInt32 => bits::<UInt32Type>(array, out),
            DataType::UInt64 => bits::<UInt64Type>(array, out),
            _ => false,
        }
    }
}

/// Whole numbers without nulls; what is neither 0 nor 1 shows only at the end, so that many are looked at at once.
fn bits<T: ArrowPrimitiveType>(array: &dyn Array, out: &mut Vec<u8>) -> bool {
    let before = out.len();
    let (zero, one) = (T::Native::ZERO, T::Native::ONE);
    let code = |&value: &T::Native| u8::from(value == one) | u8::from(value != zero && value != one) << 1;
    out.extend(array.as_primitive::<T>().values().iter().map(code));
    let sound = out[before..].iter().fold(0, |bits, &code| bits | code) <= 1;
    if !sound {
        out.truncate(before);
    }
    sound
}

/// The keys of the rows; a null has none, and a key none where its value is null.
fn keys(dictionary: &dyn AnyDictionaryArray) -> impl Iterator<Item = Option<usize>> {
    let (keys, values) = (dictionary.keys(), dictionary.values());
    let numbers = if values.is_empty() { vec![0; keys.len()] } else { dictionary.normalized_keys() };
    numbers.into_iter().enumerate().map(move |(row, key)| (keys.is_valid(row) && values.is_valid(key)).then_some(key))
}

fn coded(cells: &mut Cells, rule: Rule<'_>, dictionary: &dyn AnyDictionaryArray) -> Result<(), Box<Problem>> {
    let mut names: Vec<Option<String>> = Vec::with_capacity(dictionary.values().len());
    each(dictionary.values().as_ref(), &mut |value| {
        names.push((!matches!(value, Value::Missing)).then(|| value.text().into_owned()));
    })?;
    match dictionary.keys().as_primitive_opt::<Int32Type>() {
        // The keys of nearly every file, as they are; a null among the values is no name.
        Some(keys) if keys.null_count() == 0 => {
            cells.coded(rule, &names, keys.values().iter().copied(), |key| usize::try_from(key).ok());
        }
        _ => cells.coded(rule, &names, keys(dictionary), |key| key),
    }
    Ok(())
}

/// Row by row, where the column is no column of levels.
fn decoded(cells: &mut Cells, rule: Rule<'_>, dictionary: &dyn AnyDictionaryArray) -> Result<(), Box<Problem>> {
    let mut texts: Vec<String> = Vec::with_capacity(dictionary.values().len());
    each(dictionary.values().as_ref(), &mut |value| texts.push(value.text().into_owned()))?;
    for key in keys(dictionary) {
        let text = key.and_then(|key| texts.get(key));
        cells.value(rule, text.map_or(Value::Missing, |text| Value::Text(text)));
    }
    Ok(())
}

/// Every value of an array.
fn each(array: &dyn Array, take: &mut impl FnMut(Value<'_>)) -> Result<(), Box<Problem>> {
    match array.data_type() {
        DataType::Null => (0..array.len()).for_each(|_| take(Value::Missing)),
        DataType::Boolean => {
            array.as_boolean().iter().for_each(|value| take(value.map_or(Value::Missing, Value::Bool)));
        }
        DataType::Int8 => whole::<Int8Type>(array, take),
        DataType::Int16 => whole::<Int16Type>(array, take),
        DataType::Int32 => whole::<Int32Type>(array, take),
        DataType::Int64 => whole::<Int64Type>(array, take),
        DataType::UInt8 => whole::<UInt8Type>(array, take),
        DataType::UInt16 => whole::<UInt16Type>(array, take),
        DataType::UInt32 => whole::<UInt32Type>(array, take),
        DataType::UInt64 => whole::<UInt64Type>(array, take),
        DataType::Float16 => numbers::<Float16Type>(array, take, |value| Value::Real(value.into())),
        DataType::Float32 => numbers::<Float32Type>(array, take, |value| Value::Real(value.into())),
        DataType::Float64 => numbers::<Float64Type>(array, take, Value::Real),
        DataType::Utf8 => texts(array.as_string::<i32>().iter(), take),
        DataType::LargeUtf8 => texts(array.as_string::<i64>().iter(), take),
        DataType::Utf8View => texts(array.as_string_view().iter(), take),
        other => {
            let problem = Problem::new(ErrorKind::Format, format!("has the type {other}, which holds no plain values"));
            return Err(Box::new(problem.remedy("cast it to text, numbers or booleans")));
        }
    }
    Ok(())
}

fn whole<T: ArrowPrimitiveType>(array: &dyn Array, take: &mut impl FnMut(Value<'_>))
where
    T::Native: Into<i128>,
{
    numbers::<T>(array, take, |value| Value::Whole(value.into()));
}

fn numbers<T: ArrowPrimitiveType>(
    array: &dyn Array,
    take: &mut impl FnMut(Value<'_>),
    value_of: impl Fn(T::Native) -> Value<'static>,
) {
    let array = array.as_primitive::<T>();
    if array.null_count() == 0 {
        array.values().iter().for_each(|&value| take(value_of(value)));
    } else {
        array.iter().for_each(|value| take(value.map_or(Value::Missing, &value_of)));
    }
}

fn texts<'t>(texts: impl Iterator<Item = Option<&'t str>>, take: &mut impl FnMut(Value<'_>)) {
    texts.for_each(|text| take(text.map_or(Value::Missing, Value::Text)));
}
