//! A data set before a model is trained on it: who is in it, who responded, what is missing, and what stands for whom.
//!
//! A [`Dataset`] has labels, segments and other columns, and no decision. [`Screen`] asks five questions of it: are segments
//! there in equal number, do their labels differ, are they represented as a population has them, are values missing evenly,
//! and which columns stand for a segment, so that a model which never sees the segment still knows it. It finds no
//! unfairness: it finds what a model could learn.

mod measure;
mod result;
mod screen;
mod table;

pub use measure::{MEASURES, Measure};
pub use result::{
    AttributeScreen, ColumnValues, GroupScreen, LabelBalance, MissingnessScreen, ProxyScreen, RepresentationScreen,
    Screened,
};
pub use screen::Screen;
pub use table::{Dataset, DatasetBuilder};
