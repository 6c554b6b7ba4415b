//! The ways in: name and password, a one-time code, and a new password when one is due.

pub mod activate;
pub mod calls;
pub mod factor_field;
pub mod held_up;
pub mod new_password;
pub mod password_rules;
pub mod proof;
pub mod second_step;
pub mod sheet;
pub mod sign_in;
