//! Zehmo.
