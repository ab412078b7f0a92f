//! The integration tests, one binary: each room is a module.

mod browse;
mod captures;
mod cheatsheet;
mod cli;
mod formats;
mod full;
mod golden;
mod growth;
mod habits;
mod html;
mod layers;
mod leave_on;
mod live;
mod outside;
mod readme;
mod secrets;
mod specs;
mod type_names;
mod unsafe_review;
mod wire;
