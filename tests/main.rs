//! The integration tests, one binary: each room is a module.

mod captures;
mod cli;
mod formats;
mod golden;
mod layers;
mod live;
mod readme;
mod secrets;
