"""Nightly jobs of the warehouse."""
from __future__ import annotations

import pendulum
from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowSkipException
from airflow.operators.empty import EmptyOperator
from airflow.providers.common.sql.operators.sql import SQLCheckOperator, SQLExecuteQueryOperator
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook
from airflow.providers.mongo.hooks.mongo import MongoHook
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.postgres.operators.postgres import PostgresOperator
from gql import gql
from rdflib import Graph

# @no
DOC = """
### Nightly

Select the finished orders of the day from the shop and load them.
Update the catalogue afterwards. Delete from staging what is loaded.
"""

# @no
CATALOGUE = gql(
    """
    query Products($from: Date!) {
      select: products(changedFrom: $from, orderBy: UPDATED_AT) { id name }
    }
    """
)

# @sql by=hint tables=fact_orders
# language=SQL
CHECK_TODAY = "SELECT count(*) > 0 FROM fact_orders WHERE day = '{{ ds }}'"


# @no
@dag(
    dag_id="nightly_orders",
    description="Insert into the warehouse the orders of the day",
    schedule="15 2 * * *",
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    doc_md=DOC,
    tags=["select", "orders"],
)
def nightly_orders():
    # @no
    begin = EmptyOperator(task_id="begin")
    commit = EmptyOperator(task_id="commit", doc="Commit marks the end")

    # @sql by=call tables=fact_orders,staging_orders writes=true
    load = PostgresOperator(
        task_id="load_orders",
        postgres_conn_id="warehouse",
        sql="""
            INSERT INTO fact_orders (order_id, day, total)
            SELECT s.id, s.placed_at::date, s.total
            FROM staging_orders s
            WHERE s.placed_at >= TIMESTAMP '{{ data_interval_start }}'
              AND s.placed_at <  TIMESTAMP '{{ data_interval_end }}'
            ON CONFLICT (order_id) DO UPDATE
              SET total = EXCLUDED.total;
        """,
    )
    # @sql n=2 by=call
    clean = SQLExecuteQueryOperator(
        task_id="clean_staging",
        conn_id="warehouse",
        sql=[
            "DELETE FROM staging_orders WHERE placed_at < '{{ macros.ds_add(ds, -7) }}'",
            "ANALYZE staging_orders",
        ],
        autocommit=True,
    )
    # @sql by=call tables=fact_orders params=value writes=true
    mark = SQLExecuteQueryOperator(
        task_id="mark",
        conn_id="warehouse",
        sql="UPDATE fact_orders SET checked = true WHERE day = %(day)s",
        parameters={"day": "{{ ds }}"},
    )
    # @no
    check = SQLCheckOperator(task_id="check_orders", conn_id="warehouse", sql=CHECK_TODAY)
    from_file = PostgresOperator(task_id="from_file", sql="sql/update_catalogue.sql")

    @task
    def rates(day: str | None = None) -> dict:
        hook = PostgresHook(postgres_conn_id="warehouse")
        # @sql tables=exchange_rates params=value
        rows = hook.get_records("SELECT currency, rate FROM exchange_rates WHERE day = %s", parameters=(day,))
        # @no
        if not rows:
            raise AirflowSkipException("No rates: select from exchange_rates gave no rows")
        return dict(rows)

    @task
    def top_products(limit: int):
        hook = PostgresHook("warehouse")
        # @sql tables=fact_order_lines,dim_products
        frame = hook.get_pandas_df(
            """
            SELECT ranked.*
            FROM (
                SELECT p.category,
                       p.name,
                       sum(f.quantity) AS sold,
                       dense_rank() OVER (PARTITION BY p.category ORDER BY sum(f.quantity) DESC) AS place
                FROM fact_order_lines f
                JOIN dim_products p USING (product_id)
                GROUP BY p.category, p.name
            ) AS ranked
            WHERE place <= %s
            """,
            parameters=[limit],
        )
        # @sql tables=fact_orders
        last = hook.get_first(sql="SELECT max(day) FROM fact_orders")
        # @sql tables=dim_products writes=true
        hook.run(
            "UPDATE dim_products SET is_top = product_id = ANY(%(ids)s)",
            parameters={"ids": frame["product_id"].tolist(), "last": last},
        )
        # @no
        hook.insert_rows(table="top_products", rows=frame.values.tolist(), target_fields=["category", "name"])

    @task
    def suppliers():
        hook = MsSqlHook(mssql_conn_id="erp")
        # @sql tables=supplier dialect=transactsql
        rows = hook.get_records("SELECT TOP 100 [Id], [Name] FROM [dbo].[Supplier] WITH (NOLOCK) ORDER BY [Changed] DESC")
        # @sql tables=importlog dialect=transactsql writes=true
        hook.run("UPDATE [dbo].[ImportLog] SET [LastRun] = SYSUTCDATETIME() WHERE [Name] = N'suppliers'")
        return rows

    @task
    def vocabulary(path: str):
        # @no
        graph = Graph().parse(path)
        found = graph.query("SELECT ?label WHERE { ?term a skos:Concept ; skos:prefLabel ?label }")
        stored = MongoHook("catalogue").find("terms", {"$set": {"from": "update"}, "state": {"$in": ["select"]}})
        return [str(row.label) for row in found] + list(stored)

    @task
    def merge_customers():
        conn = PostgresHook("warehouse").get_conn()
        with conn, conn.cursor() as cur:
            # @sql by=call tables=dim_customers,staging_customers writes=true
            cur.execute(
                "MERGE INTO dim_customers d USING staging_customers s ON s.id = d.customer_id "
                "WHEN MATCHED THEN UPDATE SET name = s.name "
                "WHEN NOT MATCHED THEN INSERT (customer_id, name) VALUES (s.id, s.name)"
            )
            # @no
            if cur.rowcount < 0:
                raise AirflowException(f"merge into dim_customers using staging failed: {cur.rowcount}")

    # @no
    begin >> load >> clean >> mark >> check >> from_file >> commit
    rates() >> top_products(20) >> suppliers() >> vocabulary("/data/terms.ttl") >> merge_customers()


nightly_orders()
