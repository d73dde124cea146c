import mysql, { type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { drizzle } from 'drizzle-orm/mysql2';
import { sql, type SQL } from 'drizzle-orm';
import { eq } from 'drizzle-orm/expressions';
import { vehicles } from './schema';
import type { Logger } from 'pino';

// @no
export const pool = mysql.createPool({ host: 'localhost', database: 'fleet', namedPlaceholders: true });
export const db = drizzle(pool);

const FUEL_LABELS = {
  '': 'Select fuel',
  diesel: 'Diesel',
  electric: 'Electric',
};

// @sql dialect=mysql writes=true
const UPSERT_POSITION = [
  'INSERT INTO positions (vehicle_id, lat, lon, seen_at)',
  'VALUES (?, ?, ?, NOW(3))',
  'ON DUPLICATE KEY UPDATE lat = VALUES(lat), lon = VALUES(lon), seen_at = VALUES(seen_at)',
].join('\n');

// @sql dialect=mysql tables=trips params=value
const OPEN_TRIPS = "SELECT `id`, `from`, `to`\n\tFROM `trips`\n\tWHERE `vehicle_id` = ? AND `ended_at` IS NULL;";

export class FleetDao {
  constructor(private readonly log: Logger) {}

  // @no
  async position(vehicleId: number, lat: number, lon: number): Promise<boolean> {
    const [result] = await pool.execute<ResultSetHeader>(UPSERT_POSITION, [vehicleId, lat, lon]);
    this.log.trace({ vehicleId }, 'upsert into positions affected %d row(s)', result.affectedRows);
    return result.affectedRows > 0;
  }

  async openTrips(vehicleId: number) {
    const [rows] = await pool.query<RowDataPacket[]>(OPEN_TRIPS, [vehicleId]);
    return rows;
  }

  async byPlate(plate: string) {
    // @sql by=call dialect=mysql tables=vehicles params=value
    const [rows] = await pool.execute<RowDataPacket[]>('SELECT * FROM vehicles WHERE plate = :plate LIMIT 1', { plate });
    return rows[0];
  }

  async sorted(column: string, depot: number) {
    // @sql by=call dialect=mysql tables=vehicles params=value,identifier
    const [rows] = await pool.query<RowDataPacket[]>(
      'SELECT id, plate, mileage FROM vehicles WHERE depot_id = ? ORDER BY ?? DESC',
      [depot, column],
    );
    return rows;
  }

  async addFuel(entries: Array<[number, number, string]>) {
    // @sql by=call dialect=mysql tables=fuel_log writes=true
    await pool.query('INSERT IGNORE INTO `fuel_log` (`vehicle_id`, `litres`, `station`) VALUES ?', [entries]);
  }

  async costs(year: number) {
    // @sql by=call dialect=mysql tables=fuel_log,repairs,vehicles
    const [rows] = await pool.query<RowDataPacket[]>(`
      SELECT v.plate,
             DATE_FORMAT(c.booked_at, '%Y-%m') AS \`month\`,
             SUM(c.cents) / 100 AS total,
             RANK() OVER (PARTITION BY DATE_FORMAT(c.booked_at, '%Y-%m') ORDER BY SUM(c.cents) DESC) AS position
      FROM (
        SELECT vehicle_id, booked_at, cents FROM fuel_log WHERE YEAR(booked_at) = ?
        UNION ALL
        SELECT vehicle_id, booked_at, cents FROM repairs WHERE YEAR(booked_at) = ? # invoices only
      ) AS c
      STRAIGHT_JOIN vehicles v ON v.id = c.vehicle_id
      GROUP BY v.plate, \`month\`
      ORDER BY \`month\`, total DESC
    `, [year, year]);
    return rows;
  }

  async retire(vehicleIds: number[]) {
    const connection = await pool.getConnection();
    try {
      // @sql by=call dialect=mysql
      await connection.query('START TRANSACTION');
      // @sql by=call dialect=mysql tables=vehicles writes=true
      await connection.query('UPDATE vehicles SET retired = 1 WHERE id IN (?)', [vehicleIds]);
      // @sql by=call dialect=mysql tables=trips,vehicles writes=true
      await connection.query(
        'DELETE t FROM trips t INNER JOIN vehicles v ON v.id = t.vehicle_id ' + 'WHERE v.retired = 1 AND t.started_at > NOW()',
      );
      // @no
      await connection.commit();
    } catch (error) {
      await connection.rollback();
      this.log.error({ error }, 'DELETE from trips failed: %s', (error as Error).message);
      throw new Error('UPDATE failed');
    } finally {
      connection.release();
    }
  }

  async monthly(year: number) {
    // @sql by=call dialect=mysql
    await pool.query('CALL fleet_month_report(?, @rows)', [year]);
    // @sql by=call dialect=mysql
    const [[row]] = await pool.query<RowDataPacket[]>('SELECT @rows AS `rows`');
    return row.rows as number;
  }
}

export async function driversOf(depot: number, names: string[]) {
  // @sql by=tag dialect=mysql tables=drivers params=value
  const [all] = await db.execute(sql`select id, name from drivers where depot_id = ${depot}`);
  // @no
  return (all as unknown as Array<{ name: string }>).filter((driver) => names.includes(driver.name));
}

export async function assign(vehicleId: number, driverId: number) {
  // @sql by=tag dialect=mysql tables=assignments params=value,value writes=true
  await db.execute(sql`
    REPLACE INTO assignments (vehicle_id, driver_id, since)
    VALUES (${vehicleId}, ${driverId}, CURRENT_DATE())
  `);
}

export async function kilometres(filters: SQL[]) {
  // @sql by=tag dialect=mysql tables=trips params=fragment
  return db.execute(sql`SELECT SUM(end_km - start_km) AS km FROM trips WHERE ${sql.join(filters, sql` AND `)}`);
}

export function electric() {
  // @no
  return db.select({ id: vehicles.id, plate: vehicles.plate }).from(vehicles).where(eq(vehicles.fuel, 'electric'));
}

export async function truncateStaging(table: string) {
  // @sql by=tag dialect=mysql params=identifier writes=true
  await db.execute(sql`TRUNCATE TABLE ${sql.identifier(table)}`);
  // @no
  return `Truncate table ${table}? All staged rows are lost.`;
}

export const routes = {
  list: '/vehicles/select/from/:depot',
  update: '/update/vehicles/set/:id',
  form: `<select name="fuel">${Object.entries(FUEL_LABELS).map(([key, label]) => `<option value="${key}">${label}</option>`)}</select>`,
};
