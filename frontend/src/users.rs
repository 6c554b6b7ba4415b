//! Users and roles: the people, one of them beside the list, and what each role may do.

mod access;
mod acts;
mod add;
mod calls;
mod code;
pub mod drawer;
mod edit;
mod form;
mod frame;
pub mod list;
pub mod roles;
mod ways_back;
