//! What people do with their own tokens.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::field::FieldIssue;
use shared::id::{TokenId, UserId};
use shared::instant::Instant;
use shared::page::{Page, Sort};
use shared::problem::{FieldCode, FieldError, ProblemCode};
use shared::tokens::{DAYS_DEFAULT, DAYS_MAX, MyToken, TOKENS_MAX, Token, TokenDraft, TokenQuery};

use super::{scopes_of, text};
use crate::ask;
use crate::audit::{self, Change};
use crate::auth::store::tokens::{self as store, Row};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::token_digest;
use crate::paging::{Asked, Cursors};
use crate::settings::{self, Shop};
use crate::stored::stored;

ask!(TokenQuery);

/// One page of a user's tokens that were not revoked. A person has few: the page is cut from all of them.
pub fn list_tokens(
    conn: &mut Conn,
    cursors: &Cursors,
    query: &TokenQuery,
    user: UserId,
) -> Result<Page<Token>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let rows = store::of_user(conn, user)?;
    let ascends = query.sort.as_ref().is_some_and(Sort::ascends);
    let (rows, page) = asked.cut_from_all(rows, ascends, |row| (row.created_at, &row.id))?;
    let data = rows.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// A token of this user as it sees itself. Problem: `not_found`.
pub fn my_token(conn: &mut Conn, user: UserId, id: TokenId) -> Result<MyToken, ApiError> {
    let row = store::one_of_user(conn, user, id)?.ok_or_else(ApiError::not_found)?;
    Ok(MyToken {
        id,
        scopes: scopes_of(&row)?,
        name: row.name,
        expires_at: Instant::from_millis(row.expires_at),
    })
}

/// Makes a token of the caller's; its text is in this answer alone. Problems: `invalid`, `wrong_state` (too many),
/// `must_change_password`: whoever set that password would keep a way in by a token.
pub fn make_token(tx: &mut Tx<'_>, draft: TokenDraft) -> Result<Token, ApiError> {
    let known = tx.actor.known();
    let known = known.ok_or_else(|| ApiError::broken("a token without a user"))?;
    if known.must_change_password {
        let detail = "Choose a new password first.";
        return Err(ApiError::new(ProblemCode::MustChangePassword, detail));
    }
    let (user, role, rules) = (known.id, known.role, known.rules);
    let foreign = draft.scopes.iter().enumerate();
    let foreign: Vec<FieldError> = foreign
        .filter(|(_, scope)| !scope.is_held_by(role, &rules))
        .map(|(place, _)| {
            let issue = FieldIssue::new(FieldCode::NotOneOf, "Your own role does not allow this.");
            FieldError::at_pointer(format!("#/scopes/{place}"), issue)
        })
        .collect();
    if !foreign.is_empty() {
        return Err(ApiError::invalid(foreign));
    }
    let now = tx.now;
    let expires_at = end_of(&settings::shop(tx.conn)?, now, draft.expires_on)?;
    let others = store::of_user(tx.conn, user)?;
    let live = others.iter().filter(|row| now.millis() < row.expires_at);
    if i64::try_from(live.count()).map_err(ApiError::internal)? >= TOKENS_MAX {
        return Err(ApiError::wrong_state(
            "You have twenty tokens already. Revoke one that is not needed first.",
        ));
    }
    let token = text::make()?;
    let scopes: Vec<&str> = draft.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = Row {
        id: TokenId::from_parts(now, &tx.random()?).to_string(),
        user_id: user.to_string(),
        last_four: text::last_four(&token),
        scopes: scopes.join(" "),
        addresses: draft.addresses.join(" "),
        name: draft.name,
        token_epoch: store::epoch(tx.conn)?,
        created_at: now.millis(),
        expires_at: expires_at.millis(),
        revoked_at: None,
        last_used_at: None,
        last_address: None,
    };
    store::add(tx, &row, &token_digest(&token))?;
    journal(tx, Action::TokenMade, &row)?;
    let made = view(row)?;
    Ok(Token {
        token: Some(token),
        ..made
    })
}

/// Revokes a token of this user. Problem: `not_found`.
pub fn revoke_token(tx: &mut Tx<'_>, user: UserId, id: TokenId) -> Result<(), ApiError> {
    let row = store::one_of_user(tx.conn, user, id)?.ok_or_else(ApiError::not_found)?;
    store::revoke(tx, &row.id)?;
    journal(tx, Action::TokenRevoked, &row)
}

/// Revokes the token that somebody shows, whoever it is: it has leaked. Problems: `not_found`, `wrong_state` (revoked already).
pub fn revoke_shown_token(tx: &mut Tx<'_>, token: &str) -> Result<String, ApiError> {
    let (row, owner) =
        store::find(tx.conn, &token_digest(token))?.ok_or_else(ApiError::not_found)?;
    if row.revoked_at.is_some() {
        return Err(ApiError::wrong_state("This token is revoked already."));
    }
    store::revoke(tx, &row.id)?;
    journal(tx, Action::TokenRevoked, &row)?;
    Ok(owner.username)
}

/// Revokes all tokens of a user, with one event each.
pub fn revoke_all_tokens(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    let rows = store::of_user(tx.conn, user)?;
    store::revoke_all(tx, user)?;
    for row in &rows {
        journal(tx, Action::TokenRevoked, row)?;
    }
    Ok(())
}

/// When a token ends whose last day this is: with that day, by the shop's calendar. Problem: `invalid`.
fn end_of(shop: &Shop, now: Instant, last: Option<Date>) -> Result<Instant, ApiError> {
    let refused = |issue| {
        let error = FieldError::at_pointer("#/expires_on", issue);
        ApiError::invalid(vec![error])
    };
    let today = shop.zone.day_of(now)?;
    let latest = today.add_days(DAYS_MAX);
    let last = last.unwrap_or_else(|| today.add_days(DAYS_DEFAULT));
    if last < today || last > latest {
        let detail = format!("Must be a day from today to {latest}.");
        let issue = FieldIssue::new(FieldCode::OutOfPeriod, detail)
            .with("min", today)
            .with("max", latest);
        return Err(refused(issue));
    }
    // Where the calendar skipped the next day, the one after it begins at the same instant.
    for days in 1..=2 {
        if let Some(end) = shop.zone.start_of(last.add_days(days))? {
            return Ok(end);
        }
    }
    Err(refused(FieldIssue::skipped_day()))
}

fn view(row: Row) -> Result<Token, ApiError> {
    let addresses = row.addresses.split(' ').filter(|text| !text.is_empty());
    Ok(Token {
        id: stored(&row.id)?,
        scopes: scopes_of(&row)?,
        addresses: addresses.map(str::to_owned).collect(),
        name: row.name,
        expires_at: Instant::from_millis(row.expires_at),
        last_four: row.last_four,
        last_used_at: row.last_used_at.map(Instant::from_millis),
        last_address: row.last_address,
        created_at: Instant::from_millis(row.created_at),
        token: None,
    })
}

/// An event of the user's: never the token, but its name and what it may do.
fn journal(tx: &mut Tx<'_>, action: Action, row: &Row) -> Result<(), ApiError> {
    let facts = json!({
        "token": row.name,
        "scopes": row.scopes,
        "expires_at": Instant::from_millis(row.expires_at),
        "token_id": row.id,
    });
    let (before, after) = match action {
        Action::TokenMade => (None, Some(facts)),
        _ => (Some(facts), None),
    };
    let change = Change {
        action,
        entity: Entity::User,
        entity_id: row.user_id.clone(),
        before,
        after,
    };
    audit::record(tx, &change)
}
