//! One connection, with the statements that it has prepared.
//!
//! In: an address. Out: rows. Every statement is prepared once per connection.

use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{Client, NoTls, Row, Statement};

use super::address::Address;
use super::failed::Failed;

/// Values for a statement.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Names are looked up in the pool's own schema. No statement of a request waits for ever. A server that is set to answer before
/// its log is on disk is told not to do that to us: what is acknowledged is kept.
const BEGIN: &str = "SET search_path TO tributary, public;
     SET lock_timeout TO '10s';
     SET idle_in_transaction_session_timeout TO '10min';
     SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');";

pub(super) struct Session {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Session {
    pub(super) fn connect(address: &Address) -> Result<Self, Failed> {
        let connected = match address.tls() {
            None => address.config().connect(NoTls),
            Some(tls) => address.config().connect(tls.connector()),
        };
        let mut client = connected.map_err(Failed::Unreachable)?;
        client.batch_execute(BEGIN).map_err(Failed::Unreachable)?;
        Ok(Self {
            client,
            statements: HashMap::new(),
        })
    }

    pub(super) fn query(&mut self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Failed> {
        let statement = self.statement(sql)?;
        Ok(self.client.query(&statement, values)?)
    }

    pub(super) fn query_opt(&mut self, sql: &'static str, values: Values<'_>) -> Result<Option<Row>, Failed> {
        let statement = self.statement(sql)?;
        Ok(self.client.query_opt(&statement, values)?)
    }

    pub(super) fn query_one(&mut self, sql: &'static str, values: Values<'_>) -> Result<Row, Failed> {
        let statement = self.statement(sql)?;
        Ok(self.client.query_one(&statement, values)?)
    }

    /// Gives how many rows were changed.
    pub(super) fn execute(&mut self, sql: &'static str, values: Values<'_>) -> Result<u64, Failed> {
        let statement = self.statement(sql)?;
        Ok(self.client.execute(&statement, values)?)
    }

    /// Statements without values, one after the other.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Failed> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, Failed> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}
