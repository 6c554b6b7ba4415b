//! Databases of the application that this one replaces, built here with every quirk that its own files have.

use std::path::PathBuf;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

/// The two passwords that the original prints on its sign-in page, and how its newest version stores them.
pub const ADMIN123: &str = "scrypt:32768:8:1$Jd5D0YlQq7FZwDIe$4e4f47501ca46acc1784686008ba132a86bb5f0a8f8980b326def78e0e27b0595d03c751ddc2b6c9ab54c853f1de99f01dfe62d756ee25fc805eba3528d9d065";
pub const USER123: &str = "scrypt:32768:8:1$scgL8iHr8nUuld5K$e2c080f9bdb564b72162bde5e59f050243d415b4252bebdd39e4b056583dc0947a4b0b1710365b9af266c566325f3811e1b08136fd796ab1dbc526140e35e943";
/// A password of its users, and how two of its versions store it.
pub const OLD_PASSWORD: &str = "Blue-Kettle-41";
pub const SCRYPT: &str = "scrypt:32768:8:1$wFy4hQ2kZ8pLm3Xn$e984f7a01623f0aa240914671379107c0e3c26396d401829b30f7d04974bb75f7663c473bb00af0dd3ee9eae17a5681611eb78c12e90c3dcdca2c95067b1f7f3";
pub const PBKDF2: &str = "pbkdf2:sha256:600000$wFy4hQ2kZ8pLm3Xn$66883ae8e0e5195bb88d534e3369dea9dd3e61b5b66aded4c6e162ff6b330fb2";

const SCHEMA: &str = "
    CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(80) NOT NULL, password_hash VARCHAR(120) NOT NULL,
        role VARCHAR(20) NOT NULL, PRIMARY KEY (id), UNIQUE (username));
    CREATE TABLE jobs (id INTEGER NOT NULL, customer_name VARCHAR(100) NOT NULL, status VARCHAR(20) NOT NULL,
        payment_method VARCHAR(20) NOT NULL, date_time DATETIME NOT NULL, created_by INTEGER NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(created_by) REFERENCES users (id));
    CREATE TABLE expenditures (id INTEGER NOT NULL, description VARCHAR(200) NOT NULL, quantity INTEGER NOT NULL,
        amount_used FLOAT NOT NULL, total FLOAT NOT NULL, date_time DATETIME NOT NULL, created_by INTEGER NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(created_by) REFERENCES users (id));
    CREATE TABLE job_items (id INTEGER NOT NULL, job_id INTEGER NOT NULL, description VARCHAR(200) NOT NULL,
        quantity INTEGER NOT NULL, price FLOAT NOT NULL, total FLOAT NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(job_id) REFERENCES jobs (id));";

/// A database file of the original; it is gone when the value is.
pub struct Original {
    folder: tempfile::TempDir,
    conn: Connection,
}

impl Original {
    /// Its tables, without a row.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let conn = Connection::open(folder.path().join("business_management.db")).unwrap();
        // Nothing here needs to survive a power failure.
        conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
            .unwrap();
        conn.execute_batch(SCHEMA).unwrap();
        Self { folder, conn }
    }

    /// The rows that the original's own repository holds.
    pub fn sample() -> Self {
        let books = Self::empty();
        books.user(1, "admin", ADMIN123, "admin");
        books.user(2, "user", USER123, "normal");
        books.job(
            1,
            "Emex",
            "Incomplete",
            "Cash",
            "2025-09-14 20:03:29.364352",
            1,
        );
        books.job(
            2,
            "Loyal",
            "Completed",
            "Transfer",
            "2025-09-14 20:04:31.582242",
            2,
        );
        books.item(1, 1, "2 by 3", 3.0, 1500.0, 4500.0);
        books.item(2, 2, "Melow label", 1000.0, 10.0, 10_000.0);
        books.expenditure(
            1,
            "Lunch Allowance",
            5.0,
            500.0,
            2500.0,
            "2025-09-14 20:03:55.524479",
            2,
        );
        books
    }

    pub fn user(&self, id: i64, username: &str, password_hash: &str, role: &str) {
        self.conn
            .execute(
                "INSERT INTO users VALUES (?, ?, ?, ?)",
                params![id, username, password_hash, role],
            )
            .unwrap();
    }

    pub fn job(&self, id: i64, customer: &str, status: &str, payment: &str, at: &str, by: i64) {
        self.conn
            .execute(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?)",
                params![id, customer, status, payment, at, by],
            )
            .unwrap();
    }

    /// A completed cash job of the first user with one item.
    pub fn sale(&self, id: i64, customer: &str, at: &str, price: f64) {
        self.job(id, customer, "Completed", "Cash", at, 1);
        self.item(id, id, "Banner", 1.0, price, price);
    }

    pub fn item(
        &self,
        id: i64,
        job: i64,
        description: &str,
        quantity: f64,
        price: f64,
        total: f64,
    ) {
        self.conn
            .execute(
                "INSERT INTO job_items VALUES (?, ?, ?, ?, ?, ?)",
                params![id, job, description, quantity, price, total],
            )
            .unwrap();
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of the table")]
    pub fn expenditure(
        &self,
        id: i64,
        description: &str,
        quantity: f64,
        cost: f64,
        total: f64,
        at: &str,
        by: i64,
    ) {
        self.conn
            .execute(
                "INSERT INTO expenditures VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![id, description, quantity, cost, total, at, by],
            )
            .unwrap();
    }

    /// Whatever else a file may hold.
    pub fn sql(&self, statements: &str) {
        self.conn.execute_batch(statements).unwrap();
    }

    /// One value of the file, for a check that does not trust the importer.
    pub fn one(&self, query: &str) -> Value {
        self.conn.query_row(query, [], |row| row.get(0)).unwrap()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("business_management.db")
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }

    /// So many completed jobs of one item each over two years, written at once.
    pub fn many(count: i64) -> Self {
        let books = Self::empty();
        books.user(1, "owner", SCRYPT, "admin");
        books.sql(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO jobs SELECT i, 'Customer ' || (i % 40), 'Completed', 'Cash',
                 printf('%d-%02d-%02d 10:00:00.000000', 2024 + i % 2, 1 + i % 12, 1 + i % 28), 1 FROM n;
             INSERT INTO job_items SELECT id, id, 'Banner', 1, 1500, 1500 FROM jobs;"
        ));
        books
    }

    /// `count` jobs of one to four items over two years, and as many expenditures; the same for the same number.
    pub fn busy(count: i64) -> Self {
        let books = Self::sample();
        books.sql("BEGIN");
        let mut dice = Dice(7);
        let mut item = 10;
        for id in 10..count + 10 {
            let at = dice.moment();
            let customer = format!("Customer {}", dice.below(40));
            let status = ["Completed", "Completed", "Incomplete"][dice.below(3)];
            books.job(
                id,
                &customer,
                status,
                ["Cash", "Transfer"][dice.below(2)],
                &at,
                1,
            );
            for _ in 0..=dice.below(4) {
                item += 1;
                let quantity = [1.0, 2.0, 2.5, 0.1, 1000.0][dice.below(5)];
                let price = [1500.0, 10.0, 45.5, 0.1, 1200.25][dice.below(5)];
                let total = quantity * price - [0.0, 0.0, 0.0, 0.5][dice.below(4)];
                books.item(item, id, "Sticker A4", quantity, price, total.max(0.0));
            }
            let cost = f64::from(u32::try_from(dice.below(1_000_000)).unwrap()) / 100.0;
            books.expenditure(id, "Diesel", 2.0, cost, cost * 2.0, &dice.moment(), 2);
        }
        books.sql("COMMIT");
        books
    }
}

/// Numbers that look random and never change (a linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// A moment of 2024 or 2025, as the original writes it.
    fn moment(&mut self) -> String {
        format!(
            "{}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
            2024 + self.below(2),
            1 + self.below(12),
            1 + self.below(28),
            self.below(24),
            self.below(60),
            self.below(60),
            self.below(1_000_000)
        )
    }
}
