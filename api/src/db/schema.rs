//! Table definitions for Diesel: the columns of `migrations/` in the same order (a test compares them).

pub mod factors;
pub mod guessing;
mod journal;
pub mod staged;
pub mod tokens;
pub mod work;

pub use journal::{erasable_texts, events};

use self::factors::totp;
use self::tokens::personal_tokens;
use super::folded::folded_texts;

diesel::table! {
    instance (id) {
        id -> BigInt,
        suffix -> Text,
        token_epoch -> BigInt,
        created_at -> BigInt,
        alarm_until -> BigInt,
    }
}

diesel::table! {
    settings (id) {
        id -> BigInt,
        shop_name -> Text,
        currency -> Text,
        time_zone -> Text,
        staff_see_figures -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        rev -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        username -> Text,
        username_folded -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        role -> Text,
        password_hash -> Nullable<Text>,
        must_change_password -> Bool,
        token_version -> BigInt,
        disabled_at -> Nullable<BigInt>,
        last_seen_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        rev -> BigInt,
        factor_asked_at -> Nullable<BigInt>,
        notices_read -> BigInt,
    }
}

diesel::table! {
    password_history (id) {
        id -> Text,
        user_id -> Text,
        password_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    user_codes (id) {
        id -> Text,
        user_id -> Text,
        digest -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        kind -> Text,
    }
}

diesel::table! {
    devices (id) {
        id -> Text,
        user_id -> Text,
        digest -> Text,
        user_agent -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        device_id -> Nullable<Text>,
        created_at -> BigInt,
        auth_time -> BigInt,
        amr -> Text,
        token_version -> BigInt,
        token_epoch -> BigInt,
        last_seen_at -> BigInt,
        idle_expires_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
        ip -> Text,
        user_agent -> Text,
        generation -> BigInt,
        confirmed_generation -> BigInt,
    }
}

diesel::table! {
    refresh_tokens (id) {
        id -> Text,
        session_id -> Text,
        digest -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
        successor_id -> Nullable<Text>,
        successor_wrapped -> Nullable<Text>,
    }
}

diesel::table! {
    keys (id) {
        id -> Text,
        purpose -> Text,
        version -> BigInt,
        state -> Text,
        public -> Nullable<Text>,
        wrapped -> Text,
        created_at -> BigInt,
        activated_at -> Nullable<BigInt>,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    root_secrets (fingerprint) {
        fingerprint -> Text,
        app_env -> Text,
        first_used_at -> BigInt,
    }
}

diesel::table! {
    login_failures (id) {
        id -> Text,
        at -> BigInt,
        address -> Text,
        name_digest -> Text,
        device_id -> Nullable<Text>,
        failed -> Bool,
    }
}

diesel::table! {
    customers (id) {
        id -> Text,
        name -> Text,
        name_folded -> Text,
        name_sort -> Text,
        jobs -> BigInt,
        last_job_on -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        rev -> BigInt,
    }
}

diesel::table! {
    counters (series) {
        series -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        number -> Text,
        customer_id -> Nullable<Text>,
        status -> Text,
        payment_method -> Text,
        total_minor -> BigInt,
        occurred_at -> BigInt,
        occurred_on -> Text,
        completed_at -> Nullable<BigInt>,
        completed_on -> Nullable<Text>,
        completed_apart -> Bool,
        series -> Text,
        series_no -> BigInt,
        created_by -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        deleted_by -> Nullable<Text>,
        rev -> BigInt,
    }
}

diesel::table! {
    job_items (id) {
        id -> Text,
        job_id -> Text,
        position -> BigInt,
        description -> Text,
        quantity_milli -> BigInt,
        unit_price_minor -> BigInt,
        line_total_minor -> BigInt,
    }
}

diesel::table! {
    expenditures (id) {
        id -> Text,
        description -> Text,
        description_folded -> Text,
        quantity_milli -> BigInt,
        unit_cost_minor -> BigInt,
        total_minor -> BigInt,
        occurred_at -> BigInt,
        occurred_on -> Text,
        created_by -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        deleted_by -> Nullable<Text>,
        rev -> BigInt,
    }
}

diesel::table! {
    search_terms (entity, term, entity_id) {
        entity -> Text,
        term -> Text,
        entity_id -> Text,
    }
}

diesel::table! {
    day_totals (kind, day_on) {
        kind -> Text,
        day_on -> Text,
        count -> BigInt,
        amount_minor -> BigInt,
    }
}

diesel::table! {
    derivations (name) {
        name -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (principal, key, method, path) {
        principal -> Text,
        method -> Text,
        path -> Text,
        key -> Text,
        body_digest -> Text,
        answer -> Text,
        created_at -> BigInt,
    }
}

folded_texts! {
    expenditures: description => description_folded;
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));

diesel::allow_tables_to_appear_in_same_query!(
    customers,
    devices,
    expenditures,
    instance,
    job_items,
    jobs,
    personal_tokens,
    refresh_tokens,
    search_terms,
    sessions,
    settings,
    totp,
    user_codes,
    users,
);
