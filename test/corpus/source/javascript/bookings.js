import express from 'express';
import mysql from 'mysql2/promise';
import { body, validationResult } from 'express-validator';
import winston from 'winston';

// @no
const log = winston.createLogger({ transports: [new winston.transports.Console()] });
const db = mysql.createPool({ uri: 'mysql://booking@localhost/booking', dateStrings: true });

export const scopes = ['bookings:select', 'bookings:insert', 'bookings:update', 'delete from bookings'];

const messages = {
  rooms: 'Select rooms from the plan',
  dates: 'Select dates between which you want to stay',
  removed: 'Deleted from your bookings',
  title: 'Update your booking, then set the new dates',
};

// @sql dialect=mysql tables=rooms,bookings
const FREE_ROOMS = `
  SELECT r.\`number\`, r.beds, r.price
  FROM rooms AS r
  WHERE r.hotel_id = ?
    AND NOT EXISTS (
      SELECT 1
      FROM bookings AS b
      WHERE b.room_id = r.id
        AND b.arrives_on < ?
        AND b.leaves_on > ?
    )
  ORDER BY r.price
`;

export const router = express.Router();

// @no
router.get('/hotels/:id/free', async (req, res, next) => {
  try {
    const [rows] = await db.execute(FREE_ROOMS, [req.params.id, req.query.to, req.query.from]);
    res.json({ rooms: rows, hint: rows.length ? messages.rooms : 'Select other dates from the calendar' });
  } catch (error) {
    log.error('select free rooms from hotel failed', { error });
    next(error);
  }
});

router.get('/bookings', async (req, res) => {
  const sort = req.query.sort === 'name' ? 'guest_name' : 'arrives_on';
  // @sql by=call dialect=mysql tables=bookings
  const [rows] = await db.query('SELECT SQL_CALC_FOUND_ROWS * FROM bookings WHERE guest_id = ? ORDER BY ' + sort + ' LIMIT ?, ?', [
    req.user.id,
    Number(req.query.offset ?? 0),
    20,
  ]);
  // @sql by=call dialect=mysql
  const [[{ total }]] = await db.query('SELECT FOUND_ROWS() AS total');
  // @no
  res.set('x-total', String(total)).json(rows);
});

router.post(
  '/bookings',
  body('roomId').isInt().withMessage('Select a room from the list'),
  body('arrivesOn').isISO8601().withMessage('With this date no room is free'),
  async (req, res) => {
    const errors = validationResult(req);
    if (!errors.isEmpty()) {
      return res.status(400).json({ errors: errors.array() });
    }
    const { roomId, arrivesOn, leavesOn } = req.body;
    // @sql by=call dialect=mysql tables=bookings writes=true
    const [created] = await db.query('INSERT INTO bookings SET ?', { room_id: roomId, arrives_on: arrivesOn, leaves_on: leavesOn });
    // @sql by=call dialect=mysql tables=room_stats params=value writes=true
    await db.execute(
      `insert into room_stats (room_id, bookings) values (?, 1)
       on duplicate key update bookings = bookings + 1`,
      [roomId],
    );
    // @no
    log.info(`insert into bookings: row ${created.insertId}`);
    return res.status(201).json({ id: created.insertId });
  },
);

router.patch('/bookings/:id', async (req, res) => {
  // @sql by=call dialect=mysql tables=bookings params=identifier,value,value writes=true
  const [result] = await db.query('UPDATE `bookings` SET ?? = ? WHERE `id` = ?', [req.body.field, req.body.value, req.params.id]);
  // @no
  if (result.affectedRows === 0) {
    return res.status(404).json({ error: 'UPDATE bookings: not found' });
  }
  return res.json({ message: messages.title });
});

router.delete('/bookings/:id', async (req, res) => {
  const connection = await db.getConnection();
  // @no
  await connection.beginTransaction();
  try {
    // @sql by=call dialect=mysql tables=bookings,guests
    const [[booking]] = await connection.execute(
      'SELECT b.id, g.email FROM bookings b STRAIGHT_JOIN guests g ON g.id = b.guest_id WHERE b.id = ? LOCK IN SHARE MODE',
      [req.params.id],
    );
    // @sql by=call dialect=mysql tables=bookings params=value writes=true
    await connection.execute('DELETE FROM bookings WHERE id = ? LIMIT 1', [booking.id]);
    // @no
    await connection.commit();
    res.send(`<p>${messages.removed}</p><select name="next"><option>Select from all hotels</option></select>`);
  } catch (error) {
    await connection.rollback();
    log.warn('DELETE failed, rolled back: ' + error.message);
    res.sendStatus(500);
  } finally {
    connection.release();
  }
});

export async function occupancy(year, hotels) {
  // @sql by=call dialect=mysql tables=nights params=value,list
  const [rows] = await db.query(
    `SELECT hotel_id, JSON_UNQUOTE(JSON_EXTRACT(info, '$.season')) AS season,
            COUNT(*) AS nights,
            GROUP_CONCAT(DISTINCT room_id ORDER BY room_id SEPARATOR ';') AS rooms
       FROM nights
      WHERE YEAR(night) = ?
        AND hotel_id IN (${hotels.map(() => '?').join(', ')})
      GROUP BY hotel_id, season WITH ROLLUP`,
    [year, ...hotels],
  );
  return rows;
}

export async function migrate() {
  // @sql by=call dialect=mysql writes=true
  await db.query(
    'CREATE TABLE IF NOT EXISTS `bookings` (' +
      '`id` INT UNSIGNED NOT NULL AUTO_INCREMENT,' +
      '`guest_name` VARCHAR(120) CHARACTER SET utf8mb4 NOT NULL DEFAULT \'\',' +
      '`note` TEXT,' +
      'PRIMARY KEY (`id`),' +
      'KEY `by_guest` (`guest_name`)' +
      ') ENGINE=InnoDB',
  );
  // @sql n=2 by=call dialect=mysql writes=true
  await db.query('ALTER TABLE `bookings` ADD COLUMN `source` ENUM(\'web\', \'desk\') NOT NULL DEFAULT \'web\' AFTER `note`');
  await db.query('ALTER TABLE `bookings` DROP INDEX `by_guest`');
  // @no
  log.debug('alter table bookings: done, update of the statistics follows');
}

export async function foreignKeys(enabled) {
  // @sql by=call dialect=mysql
  await db.query(`SET FOREIGN_KEY_CHECKS = ${enabled ? 1 : 0}`);
}
