package com.example.ledger.store;

import java.io.IOException;
import java.io.Reader;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

import org.postgresql.PGConnection;

public final class LedgerDao {

    private static final Logger LOG = Logger.getLogger(LedgerDao.class.getName());

    // @no
    enum Action {
        SELECT("SELECT"), INSERT("INSERT"), UPDATE("UPDATE"), DELETE("DELETE");

        final String label;

        Action(String label) {
            this.label = label;
        }
    }

    private static final String ENTRY_COLUMNS = "id, account_id, amount_cents, booked_on, memo";
    private static final String ENTRIES = "ledger.entries";

    // @sql tables=entries params=value
    private static final String SELECT_ENTRY = "SELECT " + ENTRY_COLUMNS + " FROM " + ENTRIES + " WHERE id = ?";

    // @sql tables=accounts,entries params=value,value
    private static final String BALANCES = ""
            + "SELECT a.id, a.code, COALESCE(SUM(e.amount_cents), 0) AS balance "
            + "  FROM ledger.accounts a "
            + "  LEFT JOIN ledger.entries e ON e.account_id = a.id AND e.booked_on <= ? "
            + " WHERE a.tenant_id = ? "
            + " GROUP BY a.id, a.code "
            + "HAVING COALESCE(SUM(e.amount_cents), 0) <> 0";

    // @no
    private final DataSource dataSource;

    public LedgerDao(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public List<Entry> search(EntryFilter filter) throws SQLException {
        List<Object> args = new ArrayList<>();
        // @sql tables=entries
        StringBuilder sql = new StringBuilder("SELECT id, account_id, amount_cents, booked_on, memo FROM ledger.entries WHERE 1 = 1");
        if (filter.accountId() != null) {
            sql.append(" AND account_id = ?");
            args.add(filter.accountId());
        }
        if (filter.from() != null) {
            sql.append(" AND booked_on >= ?");
            args.add(filter.from());
        }
        if (filter.memo() != null) {
            sql.append(" AND memo ILIKE '%' || ? || '%'");
            args.add(filter.memo());
        }
        sql.append(" ORDER BY booked_on DESC, id DESC");
        sql.append(" LIMIT ").append(filter.limit());
        // @no
        LOG.log(Level.FINE, "select from entries with {0} arguments", args.size());
        try (Connection c = dataSource.getConnection(); PreparedStatement ps = c.prepareStatement(sql.toString())) {
            for (int i = 0; i < args.size(); i++) {
                ps.setObject(i + 1, args.get(i));
            }
            return read(ps.executeQuery());
        }
    }

    public List<Entry> byIds(List<Long> ids) throws SQLException {
        // @no
        String marks = ids.stream().map(id -> "?").collect(Collectors.joining(", "));
        try (Connection c = dataSource.getConnection();
             // @sql by=call tables=entries params=list
             PreparedStatement ps = c.prepareStatement("SELECT * FROM ledger.entries WHERE id IN (" + marks + ") ORDER BY id")) {
            for (int i = 0; i < ids.size(); i++) {
                ps.setLong(i + 1, ids.get(i));
            }
            return read(ps.executeQuery());
        }
    }

    public void transfer(long from, long to, long cents, String memo) throws SQLException {
        try (Connection c = dataSource.getConnection(); Statement st = c.createStatement()) {
            // @sql by=call
            st.execute("BEGIN");
            // @sql by=call
            st.execute("SET LOCAL lock_timeout = '2s'");
            // @sql by=call tables=accounts params=value,value
            try (PreparedStatement lock = c.prepareStatement(
                    "select id, balance_cents from ledger.accounts where id in (?, ?) order by id for update")) {
                lock.setLong(1, from);
                lock.setLong(2, to);
                lock.executeQuery();
            }
            // @sql by=call tables=entries writes=true
            st.addBatch("INSERT INTO ledger.entries (account_id, amount_cents, memo) VALUES (" + from + ", " + -cents + ", 'out')");
            // @sql by=call tables=entries writes=true params=value,value
            st.addBatch("INSERT INTO ledger.entries (account_id, amount_cents, memo) VALUES (" + to + ", " + cents + ", 'in')");
            st.executeBatch();
            // @sql by=call
            st.execute("COMMIT");
        } catch (SQLException e) {
            // @no
            LOG.log(Level.SEVERE, "update of accounts failed: " + e.getMessage(), e);
            throw new SQLException("UPDATE ledger.accounts was rolled back by the server", e);
        }
    }

    public void createPartition(int year) throws SQLException {
        // @sql writes=true
        String ddl = String.format(
                "CREATE TABLE IF NOT EXISTS ledger.entries_%d PARTITION OF ledger.entries FOR VALUES FROM ('%d-01-01') TO ('%d-01-01')",
                year, year, year + 1);
        try (Connection c = dataSource.getConnection(); Statement st = c.createStatement()) {
            st.executeUpdate(ddl);
            // @sql by=call writes=true
            st.executeUpdate(String.format("CREATE INDEX ON ledger.entries_%d (account_id, booked_on)", year));
        }
    }

    public long countRows(String table, String condition) throws SQLException {
        try (Connection c = dataSource.getConnection(); Statement st = c.createStatement()) {
            // @sql by=call params=identifier,fragment
            ResultSet rs = st.executeQuery(String.format("SELECT count(*) FROM %s WHERE %s", table, condition));
            rs.next();
            return rs.getLong(1);
        }
    }

    public void closePeriod(LocalDate day) throws SQLException {
        try (Connection c = dataSource.getConnection();
             // @sql by=call
             CallableStatement close = c.prepareCall("{call ledger.close_period(?, ?)}");
             // @sql by=call params=value
             CallableStatement audit = c.prepareCall("CALL ledger.write_audit(?)")) {
            // @no
            close.setObject(1, day);
            close.setString(2, "Close the period and call it a day");
            close.execute();
            audit.setString(1, "values for " + day + " are final");
            audit.execute();
        }
    }

    public int patchAccount(long id, List<String> assignments) throws SQLException {
        // @sql tables=accounts writes=true params=fragment,value
        String sql = "UPDATE ledger.accounts SET " + String.join(", ", assignments) + " WHERE id = ?";
        try (Connection c = dataSource.getConnection(); PreparedStatement ps = c.prepareStatement(sql)) {
            ps.setLong(1, id);
            return ps.executeUpdate();
        }
    }

    public long importCsv(Connection c, Reader reader) throws SQLException, IOException {
        // @sql tables=entries writes=true
        return c.unwrap(PGConnection.class).getCopyAPI()
                .copyIn("COPY ledger.entries (account_id, amount_cents, booked_on, memo) FROM STDIN WITH (FORMAT csv, HEADER true)", reader);
    }

    public List<String> flagged(Connection c) throws SQLException {
        List<String> codes = new ArrayList<>();
        try (Statement st = c.createStatement()) {
            // @sql by=call tables=accounts
            ResultSet rs = st.executeQuery("SELECT code, meta->>'owner' AS owner FROM ledger.accounts WHERE meta ?? 'flagged' AND meta->'limits' @> '{\"daily\": 0}'");
            while (rs.next()) {
                codes.add(rs.getString("code"));
            }
            // @sql by=call tables=account_types
            rs = st.executeQuery("TABLE account_types;");
            // @sql by=call
            rs = st.executeQuery("VALUES (1, 'open'), (2, 'closed')");
            // @sql by=call n=2
            st.execute("TRUNCATE ledger.staging; ANALYZE ledger.staging;");
            // @sql by=call tables=accounts complete=false
            rs = st.executeQuery("SELECT code, name FROM ledger.accounts WHERE ");
        }
        return codes;
    }

    // @no
    static String help() {
        return "Select the ledger from which the balance is read.\n"
                + "  --from DATE   set the first day\n"
                + "  --where TEXT  show only entries with this memo\n";
    }

    private static List<Entry> read(ResultSet rs) throws SQLException {
        List<Entry> out = new ArrayList<>();
        while (rs.next()) {
            out.add(new Entry(rs.getLong("id"), rs.getLong("account_id"), rs.getLong("amount_cents"), rs.getString("memo")));
        }
        return out;
    }

    public record Entry(long id, long accountId, long amountCents, String memo) {}

    public record EntryFilter(Long accountId, LocalDate from, String memo, int limit) {}
}
