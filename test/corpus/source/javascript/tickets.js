'use strict';

const knex = require('knex')({ client: 'pg', connection: process.env.TICKETS_DB });
const logger = require('./logger');
const i18n = require('./i18n');

/**
 * The queue of open tickets.
 *
 * The view behind it:
 *   SELECT id, title FROM tickets WHERE state = 'open' ORDER BY priority DESC;
 */
// @no
class TicketQueue {
  constructor(team) {
    this.team = team;
  }

  open() {
    // @no
    return knex('tickets').select('id', 'title', 'priority').where({ team: this.team, state: 'open' }).limit(100);
  }

  byAge() {
    // @sql n=2 by=call complete=false
    return knex('tickets')
      .select('id', knex.raw('now() - created_at AS age'))
      .where({ team: this.team })
      .orderByRaw('created_at ASC NULLS LAST, priority DESC');
  }

  late(hours) {
    // @sql by=call complete=false params=value
    return knex('tickets').whereRaw("created_at < now() - (? * interval '1 hour')", [hours]);
  }

  busiest(minimum) {
    // @sql by=call complete=false params=value
    return knex('tickets').select('assignee_id').groupBy('assignee_id').havingRaw('count(*) > ?', [minimum]);
  }

  async next(clerkId) {
    return knex.transaction(async (trx) => {
      // @sql by=call tables=tickets params=value writes=true
      const { rows } = await trx.raw(
        `
        UPDATE tickets
        SET assignee_id = :clerkId, state = 'taken'
        WHERE id = (
          SELECT id
          FROM tickets
          WHERE state = 'open'
          ORDER BY priority DESC, created_at
          FOR UPDATE SKIP LOCKED
          LIMIT 1
        )
        RETURNING id, title
        `,
        { clerkId },
      );
      // @no
      if (rows.length === 0) {
        logger.info('select from queue: nothing left for clerk %d', clerkId);
        return null;
      }
      // @no
      await trx('ticket_events').insert({ ticket_id: rows[0].id, kind: 'UPDATE', text: 'Update ticket, set assignee' });
      return rows[0];
    });
  }

  async find(column, value) {
    // @sql by=call tables=tickets params=identifier,value
    const { rows } = await knex.raw('select id, title from tickets where :column: = :value', { column, value });
    return rows;
  }

  async labels(names) {
    // @sql by=call tables=tickets,ticket_labels,labels params=list
    const { rows } = await knex.raw(
      `SELECT t.id, array_agg(l.name ORDER BY l.name) AS labels
       FROM tickets t, ticket_labels tl, labels l
       WHERE tl.ticket_id = t.id AND l.id = tl.label_id
         AND l.name IN (${names.map(() => '?').join(',')})
       GROUP BY t.id`,
      names,
    );
    return rows;
  }

  report(from, to) {
    // @sql by=call tables=tickets params=value,value,value
    return knex.raw(
      'WITH days AS ('
        + ' SELECT d::date AS day FROM generate_series(?::date, ?::date, \'1 day\') AS d'
        + ') '
        + 'SELECT days.day, count(t.id) AS opened '
        + 'FROM days LEFT JOIN tickets t ON t.created_at::date = days.day AND t.team = ? '
        + 'GROUP BY days.day ORDER BY days.day',
      [from, to, this.team],
    );
  }

  tagged(tag) {
    // @sql by=call complete=false params=value
    return knex('tickets').whereRaw('meta @> ?::jsonb', [JSON.stringify({ tags: [tag] })]);
  }

  async vacuum() {
    // @sql by=call
    await knex.raw('VACUUM (ANALYZE) ticket_events');
    // @no
    logger.info('Vacuum of ticket_events done, update of statistics follows');
  }
}

// @no
exports.TicketQueue = TicketQueue;

exports.strings = {
  pick: i18n('Select a ticket from the queue'),
  bulk: i18n('Update {count, plural, one {ticket} other {tickets}} and set the state to {state}'),
  drop: i18n('Drop files here to insert them into the ticket'),
  confirm: i18n("Delete from queue? This can't be undone."),
};

exports.up = async function up(db) {
  // @no
  await db.schema.createTable('ticket_events', (table) => {
    table.bigIncrements('id');
    table.integer('ticket_id').notNullable().references('id').inTable('tickets').onDelete('CASCADE');
    table.text('kind').notNullable().comment('INSERT, UPDATE or DELETE');
  });

  // @sql by=call writes=true
  await db.schema.raw('CREATE INDEX CONCURRENTLY tickets_meta_gin ON tickets USING gin (meta jsonb_path_ops)');

  // @sql n=2 by=call writes=true
  await db.raw(`
    CREATE FUNCTION ticket_changed() RETURNS trigger LANGUAGE plpgsql AS $fn$
    BEGIN
      INSERT INTO ticket_events (ticket_id, kind) VALUES (NEW.id, TG_OP);
      RETURN NEW;
    END
    $fn$;

    CREATE TRIGGER ticket_changed
      AFTER INSERT OR UPDATE ON tickets
      FOR EACH ROW EXECUTE FUNCTION ticket_changed();
  `);
};

exports.down = async function down(db) {
  // @sql n=3 by=call writes=true
  await db.raw('DROP TRIGGER IF EXISTS ticket_changed ON tickets; DROP FUNCTION IF EXISTS ticket_changed(); DROP INDEX tickets_meta_gin');
  // @no
  await db.schema.dropTableIfExists('ticket_events');
};

exports.config = { transaction: false };
