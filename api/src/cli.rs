//! The command line: `zehmo` and its commands. Settings are the environment's alone (`zehmo env doc`).

mod audit;
mod backups;
mod database;
mod deps;
mod generate;
mod import;
mod outcome;
mod password;
mod people;
mod secrets;
mod seed;
mod serve;
mod tls;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use self::audit::Audit;
use self::deps::Deps;
pub use self::outcome::Failure;
use self::outcome::say;
use crate::config;

/// Runs and operates the Zehmo server.
#[derive(Parser)]
#[command(name = "zehmo", version, arg_required_else_help = true)]
#[command(after_help = "Settings come from environment variables alone: see `zehmo env doc`.")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the browser app until told to stop.
    Serve,
    /// Bring the database's tables up to this program. `serve` does it by itself.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// About administrators. A running server must be stopped first if it keeps its rows in SQLite.
    #[command(subcommand)]
    Admin(Admin),
    /// About users. A running server must be stopped first if it keeps its rows in SQLite.
    #[command(subcommand)]
    Users(Users),
    /// About personal access tokens. A running server must be stopped first if it keeps its rows in SQLite.
    #[command(subcommand)]
    Pat(Pat),
    /// About the server's own keys. A running server must be stopped first if it keeps its rows in SQLite.
    #[command(subcommand)]
    Secrets(Secrets),
    /// Fill a database with made-up books. Refused in production.
    Seed(seed::Options),
    /// About the journal of all events.
    #[command(subcommand)]
    Audit(Audit),
    /// About backups: the whole database in one file. A running server goes on meanwhile.
    #[command(subcommand)]
    Backup(Backup),
    /// Put a backup in the place of the books, which are kept beside it. Stop the server first.
    Restore {
        /// The file.
        file: PathBuf,
    },
    /// Bring in the books of the old application.
    #[command(subcommand)]
    Import(Import),
    /// Make a secret from the operating system's random generator and print it.
    #[command(subcommand)]
    Gen(Gen),
    /// About the roles of a PostgreSQL database.
    #[command(subcommand)]
    Db(Db),
    /// About certificates.
    #[command(subcommand)]
    Tls(Tls),
    /// About what this program was built from.
    #[command(subcommand)]
    Deps(Deps),
    /// About the environment variables.
    #[command(subcommand)]
    Env(EnvCommand),
}

#[derive(Subcommand)]
enum Backup {
    /// Copy the database as it stands, prove the copy, and print its file.
    Make {
        /// The folder; BACKUP_DIR when not given.
        #[arg(long)]
        to: Option<PathBuf>,
    },
    /// Prove that a file can be restored: its digest, its rows and sums, and its journal to the last event.
    Verify {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Read its SQLite file and print what would come in. Stop the server first if its database is SQLite.
    Original {
        /// The file, usually business_management.db.
        file: PathBuf,
        /// The zone in which the old application wrote its times; the shop's own when not given.
        #[arg(long)]
        time_zone: Option<String>,
        /// Bring it in, in one transaction.
        #[arg(long)]
        commit: bool,
    },
}

#[derive(Subcommand)]
enum Gen {
    /// A value for SECRET_KEY: 43 characters, 256 bits.
    SecretKey,
    /// A database password, and below it the form that a DATABASE_URL needs.
    DbPassword {
        /// Number of characters.
        #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(16..=128))]
        len: u16,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Make an administrator, with a password from the standard input. Sets the shop up if nobody has yet.
    Create {
        /// 3 to 20 letters, numbers and underscores.
        username: String,
        email: String,
    },
}

#[derive(Subcommand)]
enum Users {
    /// Print a code with which the user chooses a new password.
    ResetPassword { username: String },
    /// Remove the second factor of a user who lost the phone and the recovery codes.
    MfaReset { username: String },
    /// Forget the failures at an account, so that nobody waits there any more.
    Unlock { username: String },
    /// Forget the e-mail address of a disabled user, in the account and in the journal.
    ForgetAddress { username: String },
}

#[derive(Subcommand)]
enum Secrets {
    /// Tell how old each secret is and what to do about it; fails if one is overdue. A running server goes on meanwhile.
    List {
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Replace the key that signs access tokens at once, when it may have been seen; what it signed counts no more.
    RotateSigningKey,
    /// Seal anew what SECRET_KEY_PREVIOUS sealed, under SECRET_KEY; the former is needed no more then.
    Rewrap,
    /// Name each secret that two files of variables share; fails if there is one.
    Compare {
        /// A file such as `.env`.
        one: PathBuf,
        other: PathBuf,
    },
}

#[derive(Subcommand)]
enum Pat {
    /// Revoke a token that has leaked.
    Revoke {
        /// The token itself; `-` reads it from the standard input, which no history of the shell keeps.
        token: String,
    },
}

#[derive(Subcommand)]
enum Db {
    /// Print the statements that make the two roles and their rights. Running them again changes nothing.
    GrantSql,
    /// Name each right of the server's own role that it does not need; fails if there is one.
    Privileges,
    /// Give the server's own role another password, in the database and in the file that DATABASE_URL_FILE names.
    RotatePassword,
}

#[derive(Subcommand)]
enum Tls {
    /// Tell a certificate's days, names and signers. Exit code 1 if it is not trusted, not for the address, or runs out within
    /// 30 days; 2 if the command line or the configuration is wrong.
    Check {
        /// An address such as https://shop.example, or a file of certificates in PEM; PUBLIC_ORIGIN when not given.
        what: Option<String>,
        /// A file of the authorities to trust, in PEM; those of this computer when not given.
        #[arg(long)]
        authorities: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum EnvCommand {
    /// Print every variable as a Markdown table, or as the text of .env.example.
    Doc {
        /// Print the text of .env.example.
        #[arg(long)]
        example: bool,
    },
}

impl Cli {
    /// Does what the command line asks.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Serve => serve::serve(),
            Command::Migrate => serve::migrate(),
            Command::Openapi => serve::openapi(),
            Command::Admin(Admin::Create { username, email }) => {
                people::create_admin(&username, &email)
            }
            Command::Users(Users::ResetPassword { username }) => people::reset_password(&username),
            Command::Users(Users::MfaReset { username }) => people::reset_factors(&username),
            Command::Users(Users::Unlock { username }) => people::unlock(&username),
            Command::Users(Users::ForgetAddress { username }) => people::forget_address(&username),
            Command::Secrets(Secrets::List { json }) => secrets::list(json),
            Command::Secrets(Secrets::RotateSigningKey) => secrets::rotate_signing_key(),
            Command::Secrets(Secrets::Rewrap) => secrets::rewrap(),
            Command::Secrets(Secrets::Compare { one, other }) => secrets::compare(&one, &other),
            Command::Pat(Pat::Revoke { token }) => people::revoke_token(&token),
            Command::Seed(options) => seed::seed(&options),
            Command::Audit(command) => command.run(),
            Command::Deps(command) => command.run(),
            Command::Backup(Backup::Make { to }) => backups::make(to.as_deref()),
            Command::Backup(Backup::Verify { file }) => backups::verify(&file),
            Command::Restore { file } => backups::restore(&file),
            Command::Import(Import::Original {
                file,
                time_zone,
                commit,
            }) => import::original(&file, time_zone.as_deref(), commit),
            Command::Gen(Gen::SecretKey) => generate::secret_key(),
            Command::Gen(Gen::DbPassword { len }) => generate::db_password(usize::from(len)),
            Command::Db(Db::GrantSql) => database::grant_sql(),
            Command::Db(Db::Privileges) => database::privileges(),
            Command::Db(Db::RotatePassword) => password::rotate(),
            Command::Tls(Tls::Check { what, authorities }) => {
                tls::check(what.as_deref(), authorities)
            }
            Command::Env(EnvCommand::Doc { example: false }) => say(&config::as_table()),
            Command::Env(EnvCommand::Doc { example: true }) => say(&config::as_example()),
        }
    }
}
