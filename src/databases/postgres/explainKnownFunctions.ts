/**
 * PostgreSQL's own functions whose effect outlives a rollback, or is worth a word, and those marked VOLATILE that do
 * nothing beyond their result (PostgreSQL manual, chapters 9.17, 9.27 to 9.28, 35.3).
 */
const sequences = 'Advances a sequence: the numbers used stay used after the rollback.';
const sequenceSet = 'Sets a sequence: its new position stays after the rollback.';
const sessionLocks =
  'Takes advisory locks: those of the session outlive the rollback, so all of this session’s are released after the run.';
const transactionLocks = 'Takes advisory locks until the rollback.';
const otherSessions = 'Stops other sessions or their statements; a rollback does not bring them back.';
const serverFiles = 'Writes files on the server, which a rollback does not remove.';
const statistics = 'Resets statistics of the server, which a rollback does not restore.';
const control = 'Acts on the server itself (configuration, WAL, replication, backups), which a rollback does not undo.';
const settings = 'Changes a setting while the statement runs; the rollback sets it back.';
const notify = 'Sends a notification, which the rollback keeps from being delivered.';

const effects: Readonly<Record<string, string>> = {
  nextval: sequences,
  setval: sequenceSet,
  pg_advisory_lock: sessionLocks,
  pg_advisory_lock_shared: sessionLocks,
  pg_try_advisory_lock: sessionLocks,
  pg_try_advisory_lock_shared: sessionLocks,
  pg_advisory_unlock: sessionLocks,
  pg_advisory_unlock_shared: sessionLocks,
  pg_advisory_unlock_all: sessionLocks,
  pg_advisory_xact_lock: transactionLocks,
  pg_advisory_xact_lock_shared: transactionLocks,
  pg_try_advisory_xact_lock: transactionLocks,
  pg_try_advisory_xact_lock_shared: transactionLocks,
  pg_terminate_backend: otherSessions,
  pg_cancel_backend: otherSessions,
  lo_export: serverFiles,
  pg_stat_reset: statistics,
  pg_stat_reset_shared: statistics,
  pg_stat_reset_slru: statistics,
  pg_stat_reset_single_table_counters: statistics,
  pg_stat_reset_single_function_counters: statistics,
  pg_stat_reset_replication_slot: statistics,
  pg_stat_reset_subscription_stats: statistics,
  pg_stat_reset_backend_stats: statistics,
  pg_reload_conf: control,
  pg_rotate_logfile: control,
  pg_promote: control,
  pg_switch_wal: control,
  pg_create_restore_point: control,
  pg_wal_replay_pause: control,
  pg_wal_replay_resume: control,
  pg_backup_start: control,
  pg_backup_stop: control,
  pg_start_backup: control,
  pg_stop_backup: control,
  pg_logical_emit_message: control,
  pg_create_physical_replication_slot: control,
  pg_create_logical_replication_slot: control,
  pg_copy_physical_replication_slot: control,
  pg_copy_logical_replication_slot: control,
  pg_drop_replication_slot: control,
  pg_replication_slot_advance: control,
  pg_logical_slot_get_changes: control,
  pg_logical_slot_get_binary_changes: control,
  pg_import_system_collations: control,
  set_config: settings,
  pg_notify: notify,
};

const harmless = new Set([
  'random',
  'random_normal',
  'setseed',
  'clock_timestamp',
  'timeofday',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'currval',
  'lastval',
  'pg_sleep',
  'pg_sleep_for',
  'pg_sleep_until',
  'pg_notification_queue_usage',
  'pg_relation_size',
  'pg_total_relation_size',
  'pg_table_size',
  'pg_indexes_size',
  'pg_database_size',
  'pg_tablespace_size',
  'pg_column_size',
  'pg_stat_get_activity',
  'pg_lock_status',
  'txid_current',
  'pg_current_xact_id',
  'pg_get_sequence_data',
  'pg_sequence_last_value',
  'pg_stat_file',
  'pg_read_file',
  'pg_read_binary_file',
  'pg_ls_dir',
  'pg_isolation_test_session_is_blocked',
  'pg_safe_snapshot_blocking_pids',
  'pg_blocking_pids',
]);

/** What a function of pg_catalog leaves behind; those of extensions count as foreign code. */
export function effectOf(name: string): string | undefined {
  const bare = unqualified(name);
  return Object.hasOwn(effects, bare) ? effects[bare] : undefined;
}

export function isHarmless(name: string): boolean {
  return harmless.has(unqualified(name));
}

export function locksSession(name: string): boolean {
  return effectOf(name) === sessionLocks;
}

function unqualified(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
