//! Cursors of keyset lists: opaque, bound to the sort and filters they were made for, and sealed against alteration.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use shared::page::PageInfo;

use crate::error::ApiError;
use crate::keyring::{self, MacKey};

/// Where `include_total` stops counting.
pub const COUNT_CAP: i64 = shared::page::TOTAL_CAP.cast_signed();

/// Bytes of the code in front of a cursor's content: enough against guessing, short enough for a link.
const CODE_BYTES: usize = 16;

/// A page's limit and where it begins.
pub struct Window {
    pub limit: u16,
    /// The sort keys of the last row seen, the id last; empty for the first page.
    pub after: Vec<String>,
}

/// A list's query as paging sees it.
pub trait Ask: Clone + Serialize {
    /// Names the list: a cursor of one means nothing to another that was asked the same.
    const LIST: &'static str;

    fn limit(&self) -> u16;
    fn cursor(&self) -> Option<&str>;
    fn includes_total(&self) -> bool;
    /// The same question without its place in the list: what a cursor is bound to.
    fn without_place(&self) -> Self;
}

/// Implements [`Ask`] for a list query of `shared`.
#[macro_export]
macro_rules! ask {
    ($query:ty) => {
        impl $crate::paging::Ask for $query {
            const LIST: &'static str = stringify!($query);

            fn limit(&self) -> u16 {
                self.limit()
            }

            fn cursor(&self) -> Option<&str> {
                self.cursor.as_deref()
            }

            fn includes_total(&self) -> bool {
                self.include_total
            }

            fn without_place(&self) -> Self {
                Self {
                    limit: None,
                    cursor: None,
                    include_total: false,
                    ..self.clone()
                }
            }
        }
    };
}

/// One page as it was asked for.
pub struct Asked<'c> {
    pub window: Window,
    includes_total: bool,
    bound_to: String,
    cursors: &'c Cursors,
}

impl<'c> Asked<'c> {
    /// Problem `malformed` for a cursor of another list.
    pub fn of(cursors: &'c Cursors, query: &impl Ask) -> Result<Self, ApiError> {
        let asked =
            serde_html_form::to_string(query.without_place()).map_err(ApiError::internal)?;
        let bound_to = format!("{}?{asked}", list_of(query));
        let after = match query.cursor() {
            Some(cursor) => cursors.open(&bound_to, cursor)?,
            None => Vec::new(),
        };
        Ok(Self {
            window: Window {
                limit: query.limit(),
                after,
            },
            includes_total: query.includes_total(),
            bound_to,
            cursors,
        })
    }

    /// The number of all rows and whether it was capped, counted if it is asked for.
    pub fn counted(
        &self,
        count: impl FnOnce() -> Result<(i64, bool), ApiError>,
    ) -> Result<Option<(i64, bool)>, ApiError> {
        self.includes_total.then(count).transpose()
    }

    /// Cuts the page from all the rows that there are, which come with the highest place first.
    pub fn cut_from_all<R>(
        &self,
        mut rows: Vec<R>,
        ascends: bool,
        place: impl Fn(&R) -> (i64, &str),
    ) -> Result<(Vec<R>, PageInfo), ApiError> {
        let total = i64::try_from(rows.len()).map_err(ApiError::internal)?;
        if ascends {
            rows.reverse();
        }
        if let [at, id] = self.window.after.as_slice() {
            let at: i64 = at.parse().map_err(ApiError::internal)?;
            let last = (at, id.as_str());
            rows.retain(|row| match ascends {
                true => place(row) > last,
                false => place(row) < last,
            });
        }
        let counted = self.includes_total.then_some((total, false));
        self.cut(rows, counted, |row| {
            let (at, id) = place(row);
            vec![at.to_string(), id.to_owned()]
        })
    }

    /// Drops the one row more that a store loads, and says where the next page begins.
    pub fn cut<R>(
        &self,
        mut rows: Vec<R>,
        counted: Option<(i64, bool)>,
        keys: impl Fn(&R) -> Vec<String>,
    ) -> Result<(Vec<R>, PageInfo), ApiError> {
        let limit = usize::from(self.window.limit);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last() {
            Some(last) if more => Some(self.cursors.seal(&self.bound_to, &keys(last))?),
            _ => None,
        };
        let info = PageInfo {
            limit: self.window.limit,
            next_cursor,
            total: counted.map(|(total, _)| u64::try_from(total).unwrap_or(0)),
            total_capped: counted.map(|(_, capped)| capped),
        };
        Ok((rows, info))
    }
}

fn list_of<Q: Ask>(_query: &Q) -> &'static str {
    Q::LIST
}

/// Makes and opens cursors. `bound_to` is the query without limit and cursor, in one canonical form.
#[derive(Clone)]
pub struct Cursors {
    /// Of its keys for cursors the first one signs, and each checks.
    keyring: keyring::InUse,
}

impl Cursors {
    pub fn new(keyring: keyring::InUse) -> Self {
        Self { keyring }
    }

    pub fn seal(&self, bound_to: &str, last: &[String]) -> Result<String, ApiError> {
        let content = serde_json::to_vec(last).map_err(ApiError::internal)?;
        let keyring = self.keyring.now();
        let key = keyring.cursors().next();
        let key = key.ok_or_else(|| ApiError::broken("no key for cursors"))?;
        let code = code(key, bound_to, &content);
        let mut bytes = code.get(..CODE_BYTES).unwrap_or_default().to_vec();
        bytes.extend_from_slice(&content);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Problem `malformed` for a cursor that is altered or belongs to another list.
    pub fn open(&self, bound_to: &str, cursor: &str) -> Result<Vec<String>, ApiError> {
        self.try_open(bound_to, cursor)
            .ok_or_else(ApiError::foreign_cursor)
    }

    fn try_open(&self, bound_to: &str, cursor: &str) -> Option<Vec<String>> {
        let bytes = match URL_SAFE_NO_PAD.decode(cursor) {
            Ok(bytes) => bytes,
            Err(_not_base64) => return None,
        };
        let (code, content) = bytes.split_at_checked(CODE_BYTES)?;
        let is_by = |key: &MacKey| {
            let expected = self::code(key, bound_to, content);
            let expected = expected.get(..CODE_BYTES).unwrap_or_default();
            keyring::same(expected, code)
        };
        if !self.keyring.now().cursors().any(is_by) {
            return None;
        }
        match serde_json::from_slice(content) {
            Ok(keys) => Some(keys),
            Err(_not_ours) => None,
        }
    }
}

fn code(key: &MacKey, bound_to: &str, content: &[u8]) -> [u8; 32] {
    let length = u64::try_from(bound_to.len())
        .unwrap_or(u64::MAX)
        .to_be_bytes();
    key.sign(&[b"cursor", &length, bound_to.as_bytes(), content])
}
