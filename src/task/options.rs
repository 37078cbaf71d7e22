//! The numbers and words that a task takes besides columns.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Problem, suggestion};
use crate::metric::Task;

/// Options of a task by name, as they were written.
///
/// # Example
///
/// ```
/// use evenhand::task::Options;
///
/// let options = Options::from_iter([("k".to_owned(), "10".to_owned())]);
/// assert_eq!(options.parsed("k", 5_usize, "a whole number")?, 10);
/// assert_eq!(options.parsed("depth", 5_usize, "a whole number")?, 5);
/// assert!(options.parsed("k", true, "true or false").is_err());
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(options: I) -> Self {
        Self(options.into_iter().collect())
    }
}

impl Options {
    /// What was written for an option.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// An option's value, or the default where it is not given.
    ///
    /// # Errors
    ///
    /// A text that is not such a value.
    pub fn parsed<T: FromStr>(&self, key: &str, default: T, kind: &str) -> Result<T, Error> {
        self.get(key).map_or(Ok(default), |text| {
            text.trim().parse().map_err(|_| {
                Problem::new(ErrorKind::Value, format!("is not {kind}"))
                    .place(format!("option {key}"))
                    .value(text)
                    .remedy(format!("write {kind}"))
                    .into()
            })
        })
    }

    /// Whether every option is one of the task's.
    ///
    /// # Errors
    ///
    /// Every option that the task does not take, with the nearest that it does.
    pub fn check(&self, task: Task) -> Result<(), Error> {
        let known = || task.options().iter().map(|option| option.key);
        let unknown = self.0.keys().filter(|key| known().all(|known| known != key.as_str()));
        Error::check(
            unknown
                .map(|key| {
                    Problem::new(ErrorKind::UnknownName, format!("is no option of the task {task}"))
                        .value(key)
                        .remedy(suggestion(key, known().collect::<Vec<_>>()))
                })
                .collect(),
        )
    }
}
