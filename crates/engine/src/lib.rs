//! The application without a window.
#![allow(missing_docs)]
pub mod view;
