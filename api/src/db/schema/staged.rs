//! Tables in which an import stands before it is in the books, in diesel's words.

diesel::table! {
    staged_customers (import_id, key) {
        import_id -> Text,
        key -> Text,
        id -> Text,
        name -> Text,
    }
}

diesel::table! {
    staged_jobs (import_id, series, series_no) {
        import_id -> Text,
        series -> Text,
        series_no -> BigInt,
        id -> Text,
        customer_id -> Nullable<Text>,
        status -> Text,
        payment_method -> Text,
        total_minor -> BigInt,
        occurred_at -> BigInt,
        occurred_on -> Text,
        created_by -> Nullable<Text>,
        facts -> Text,
    }
}

diesel::table! {
    staged_items (import_id, job_id, position) {
        import_id -> Text,
        job_id -> Text,
        position -> BigInt,
        id -> Text,
        description -> Text,
        quantity_milli -> BigInt,
        unit_price_minor -> BigInt,
        line_total_minor -> BigInt,
    }
}

diesel::table! {
    staged_expenditures (import_id, id) {
        import_id -> Text,
        id -> Text,
        description -> Text,
        description_folded -> Text,
        quantity_milli -> BigInt,
        unit_cost_minor -> BigInt,
        total_minor -> BigInt,
        occurred_at -> BigInt,
        occurred_on -> Text,
        created_by -> Nullable<Text>,
        facts -> Text,
    }
}

use super::search_terms;

diesel::allow_tables_to_appear_in_same_query!(staged_jobs, search_terms);
