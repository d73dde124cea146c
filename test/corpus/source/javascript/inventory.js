import { Sequelize, DataTypes, QueryTypes, Op, literal } from 'sequelize';
import { MongoClient } from 'mongodb';
import neo4j from 'neo4j-driver';

// @no
const sequelize = new Sequelize(process.env.INVENTORY_DB, { dialect: 'postgres', logging: false });
const warehouse = new Sequelize(process.env.WAREHOUSE_DB, { dialect: 'mssql', logging: false });
const documents = new MongoClient('mongodb://localhost:27017/?appName=select');
const graph = neo4j.driver('bolt://localhost');

export const Item = sequelize.define('Item', {
  sku: { type: DataTypes.STRING, comment: 'Select from the catalogue, never typed' },
  quantity: DataTypes.INTEGER,
  meta: DataTypes.JSONB,
});

export function lowStock(limit) {
  // @no
  return Item.findAll({ where: { quantity: { [Op.lt]: limit } }, attributes: ['id', 'sku', 'quantity'] });
}

export function random(count) {
  // @sql by=call complete=false
  return Item.findAll({ order: literal('random()'), limit: count });
}

export function withMovements() {
  // @sql by=call tables=movements
  return Item.findAll({
    attributes: {
      include: [[sequelize.literal('(SELECT count(*) FROM movements m WHERE m.item_id = "Item"."id")'), 'movements']],
    },
  });
}

export function bySku(skus) {
  // @sql by=call tables=items params=list
  return sequelize.query('SELECT * FROM items WHERE sku IN (:skus)', { replacements: { skus }, type: QueryTypes.SELECT });
}

export function stockAt(day) {
  // @sql by=call tables=items,movements params=value
  return sequelize.query(
    `
      SELECT i.sku,
             i.meta ->> 'colour'                 AS colour,
             (i.meta -> 'size' ->> 'width')::int AS width,
             sum(m.quantity)                     AS quantity
      FROM items i
      INNER JOIN movements m ON m.item_id = i.id
      WHERE m.booked_at <= $day
        AND i.meta @> '{"active": true}'::jsonb
      GROUP BY i.id
      HAVING sum(m.quantity) <> 0
    `,
    { bind: { day }, type: QueryTypes.SELECT },
  );
}

export async function book(itemId, quantity, transaction) {
  // @sql by=call tables=movements params=value,value writes=true
  const [rows] = await sequelize.query(
    'INSERT INTO movements (item_id, quantity, booked_at) VALUES (?, ?, NOW()) RETURNING id;',
    { replacements: [itemId, quantity], transaction },
  );
  // @no
  if (!rows.length) {
    throw new Error(`Insert into movements returned no row for item ${itemId}`);
  }
  return rows[0].id;
}

export async function reprice(percent, category) {
  // @sql by=call tables=items,categories writes=true
  const [, meta] = await sequelize.query(
    'update items set price = round(price * (1 + :percent / 100.0), 2) '
      + 'from categories c '
      + `where c.id = items.category_id and c.name ${category ? '= :category' : 'is not null'}`,
    { replacements: { percent, category } },
  );
  return meta.rowCount;
}

export async function cleanUp(schema) {
  // @sql by=call tables=movements params=identifier writes=true
  await sequelize.query(`DELETE FROM ${schema}.movements WHERE quantity = 0`);
  // @sql by=call tables=staging,staging_errors writes=true
  await sequelize.query('TRUNCATE staging, staging_errors RESTART IDENTITY CASCADE');
}

export function shelves(site) {
  // @sql by=call dialect=transactsql tables=shelves
  return warehouse.query('SELECT TOP 50 s.[Code], s.[Load] FROM [dbo].[Shelves] AS s WITH (NOLOCK) WHERE s.[Site] = :site', {
    replacements: { site },
    type: QueryTypes.SELECT,
  });
}

export function moveShelf(from, to) {
  // @sql by=call dialect=transactsql tables=shelves writes=true
  return warehouse.query(
    `UPDATE [dbo].[Shelves]
        SET [Site] = @to
     OUTPUT inserted.[Code], deleted.[Site]
      WHERE [Code] = @from`,
    { bind: { from, to } },
  );
}

export async function related(sku) {
  const session = graph.session();
  // @no
  const result = await session.run(
    `MATCH (i:Item {sku: $sku})-[:BOUGHT_WITH]->(other:Item)
     WITH other, count(*) AS times
     WHERE times > 3
     RETURN other.sku ORDER BY times DESC LIMIT 10`,
    { sku },
  );
  await session.run('CREATE (v:View {sku: $sku})', { sku });
  await session.run('MERGE (i:Item {sku: $sku}) ON CREATE SET i.seen = 1', { sku });
  return result.records.map((record) => record.get(0));
}

export async function manual(sku) {
  // @no
  const found = await documents
    .db('manuals')
    .collection('pages')
    .find({ sku, $where: 'this.pages > 3' }, { projection: { title: 1 } })
    .toArray();
  return found.length ? found : [{ title: 'Select a manual from the shelf' }];
}

export async function up(queryInterface) {
  // @no
  await queryInterface.addColumn('items', 'price', { type: DataTypes.DECIMAL(10, 2), allowNull: false, defaultValue: 0 });
  // @sql by=call tables=items writes=true
  await queryInterface.sequelize.query("ALTER TABLE items ADD CONSTRAINT price_positive CHECK (price >= 0), ALTER COLUMN sku SET STORAGE PLAIN");
  // @sql by=call writes=true
  await queryInterface.sequelize.query(`CREATE TYPE movement_kind AS ENUM ('in', 'out', 'count');`);
  // @sql by=call writes=true
  await queryInterface.sequelize.query(`
    create or replace view stock as
    select item_id, sum(quantity) as quantity
    from movements
    group by item_id
  `);
}

export async function down(queryInterface) {
  // @no
  await queryInterface.removeColumn('items', 'price');
  // @sql n=2 by=call writes=true
  await queryInterface.sequelize.query('DROP VIEW stock; DROP TYPE movement_kind;');
}
