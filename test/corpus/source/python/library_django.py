"""Loans and catalogue of the library: managers, views and shared migration operations."""
import logging

from django.contrib import messages
from django.core.management.base import BaseCommand
from django.db import connection, connections, migrations, models, transaction
from django.db.models.expressions import RawSQL
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("library.sql")

# @sql tables=loans,members
OVERDUE_SQL = """
select m.id, m.email, count(*) as overdue, min(l.due_on) as oldest
from loans l
inner join members m on m.id = l.member_id
where l.returned_on is null and l.due_on < current_date
group by m.id, m.email
order by oldest
"""


# @no
class Status(models.TextChoices):
    SELECTED = "SELECT", _("Select")
    UPDATED = "UPDATE", _("Update")
    DELETED = "DELETE", _("Delete from library")


class BookManager(models.Manager):
    # @no
    def available(self):
        return self.filter(loan__isnull=True, withdrawn=False).select_related("publisher").order_by("title")

    def by_isbn(self, isbn):
        # @sql by=call tables=library_book params=value
        return self.raw("SELECT * FROM library_book WHERE isbn = %s", [isbn])

    def popular(self, limit=10):
        # @sql tables=library_book,library_loan params=value
        query = """
            SELECT b.*, (
                SELECT count(*)
                FROM library_loan l
                WHERE l.book_id = b.id
                  AND l.lent_on > now() - INTERVAL '1 year'
            ) AS loans
            FROM library_book b
            ORDER BY loans DESC, b.title ASC
            LIMIT %s
        """
        return self.raw(query, [limit])

    def with_counts(self):
        # @sql by=call tables=library_loan
        return self.annotate(
            loan_count=RawSQL("SELECT count(*) FROM library_loan WHERE library_loan.book_id = library_book.id", ())
        )

    def shelf(self, table, ids):
        marks = ", ".join(["%s"] * len(ids))
        # @sql by=call params=identifier,list
        return self.raw("SELECT id, title FROM {0} WHERE id IN ({1})".format(table, marks), ids)


# @no
class Book(models.Model):
    title = models.CharField(max_length=200, help_text=_("Insert the title into this field"))
    isbn = models.CharField(max_length=13, error_messages={"unique": _("Update of the book failed: the ISBN is in use")})
    withdrawn = models.BooleanField(default=False)
    objects = BookManager()

    class Meta:
        db_table = "library_book"
        permissions = [("select_book", "Can select from the catalogue"), ("delete_book", "Can delete from shelf")]


def dictfetchall(cursor):
    # @no
    """Return all rows of a cursor as dicts, e.g. after SELECT id FROM library_book."""
    columns = [col[0] for col in cursor.description]
    return [dict(zip(columns, row)) for row in cursor.fetchall()]


def overdue(request):
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE_SQL)
        rows = dictfetchall(cursor)
    # @no
    messages.info(request, _("Select a member from the list to send a reminder"))
    return JsonResponse({"rows": rows, "next": "/members/select/from/overdue"})


@transaction.atomic
def renew(request, loan_id):
    with connection.cursor() as cursor:
        # @sql by=call tables=library_loan params=value writes=true
        cursor.execute("UPDATE library_loan SET due_on = due_on + 14 WHERE id = %s AND returned_on IS NULL", [loan_id])
        # @no
        if cursor.rowcount != 1:
            messages.error(request, _("Update not possible, the book was returned"))
            logger.error("UPDATE library_loan matched %d rows", cursor.rowcount)
        # @sql by=call tables=library_event writes=true
        cursor.execute(
            "INSERT INTO library_event (kind, payload) VALUES ('renew', jsonb_build_object('loan', %s::int, 'by', %s::text))",
            [loan_id, request.user.username],
        )
    # @no
    return redirect("library:loan-detail", loan_id)


def facets(request):
    order = request.GET.get("order", "n")
    cursor = connections["replica"].cursor()
    # @sql by=call tables=library_book,library_tag params=identifier
    cursor.execute(
        "SELECT t.label, count(*) AS n "
        "FROM library_book b "
        "JOIN library_tag t ON t.id = ANY(b.tag_ids) "
        "WHERE NOT b.withdrawn "
        "GROUP BY t.label "
        f"ORDER BY {connection.ops.quote_name(order)}"
    )
    # @no
    return JsonResponse({"facets": dictfetchall(cursor), "title": "Select from facets"})


# @no
urlpatterns = [
    path("select/from/<slug:shelf>/", overdue, name="select-from-shelf"),
    path("loans/<int:loan_id>/update/set/", renew, name="update-loan"),
]


class Command(BaseCommand):
    # @no
    help = "Delete from the catalogue all books that were withdrawn"

    def add_arguments(self, parser):
        parser.add_argument("--table", help="select from this table instead of the default")
        parser.add_argument("--dry-run", action="store_true", help="insert nothing, update nothing")

    def handle(self, *args, **options):
        with connection.cursor() as cursor:
            # @sql by=call tables=library_book writes=true
            cursor.execute("DELETE FROM library_book WHERE withdrawn AND id NOT IN (SELECT book_id FROM library_loan)")
            # @no
            self.stdout.write(self.style.SUCCESS("Deleted %d rows from library_book" % cursor.rowcount))
            # @sql by=call
            cursor.execute("SHOW server_version")
            # @sql by=call params=value
            cursor.execute("CALL refresh_catalogue(%s)", [options["dry_run"]])


def fill_slugs(apps, schema_editor):
    # @sql by=call tables=library_book writes=true
    schema_editor.execute(
        r"UPDATE library_book SET slug = regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g') WHERE slug IS NULL"
    )


SEARCH_OPERATIONS = [
    # @sql n=2 by=call writes=true
    migrations.RunSQL(
        sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS library_book_title_trgm ON library_book USING gin (title gin_trgm_ops)",
        reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS library_book_title_trgm",
    ),
    # @sql by=call writes=true
    migrations.RunSQL(
        """
        CREATE FUNCTION library_book_touch() RETURNS trigger AS $$
        BEGIN
            NEW.updated_at := now();
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;
        """,
        migrations.RunSQL.noop,
    ),
    # @sql n=2 by=call writes=true
    migrations.RunSQL(
        ["ALTER TABLE library_book ADD COLUMN slug text", "CREATE UNIQUE INDEX library_book_slug ON library_book (slug)"]
    ),
    # @no
    migrations.RunPython(fill_slugs, migrations.RunPython.noop, elidable=True),
]
