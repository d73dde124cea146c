# frozen_string_literal: true

# Read side of the clinic. A patient is found with
#   SELECT * FROM patients WHERE id = 1
# but nobody should write that by hand, see PatientQueries.find.
class Patient < ApplicationRecord
  # @no
  self.table_name = "patients"

  STATES = %w[SELECT UPDATE DELETE].freeze
  LIST_COLUMNS = "p.id, p.name, p.born_on, p.state"

  has_many :appointments, dependent: :destroy
  validates :name, presence: { message: "Insert into this field the full name" }

  scope :active, -> { where(state: :active).order(:name).select(:id, :name) }

  def to_s
    "Patient #{name} from #{city}"
  end
end

class PatientQueries
  include ActiveRecord::Sanitization::ClassMethods

  # @sql by=tag tables=appointments,patients,doctors
  AGENDA = <<~SQL
    SELECT a.id,
           a.starts_at,
           p.name AS patient,
           d.name AS doctor,
           row_number() OVER (PARTITION BY a.doctor_id ORDER BY a.starts_at) AS position
    FROM appointments a
    INNER JOIN patients p ON p.id = a.patient_id
    LEFT JOIN doctors d ON d.id = a.doctor_id
    WHERE a.starts_at::date = CURRENT_DATE
      AND a.cancelled_at IS NULL
    ORDER BY a.starts_at, p.name
  SQL

  # @sql by=content tables=invoices
  OPEN_TOTAL = "SELECT sum(total) FROM invoices WHERE paid_at IS NULL".freeze

  # @no
  def initialize(connection = ActiveRecord::Base.connection, logger: Rails.logger)
    @connection = connection
    @logger = logger
  end

  def find(id)
    # @sql by=call tables=patients params=value
    Patient.find_by_sql(["SELECT * FROM patients WHERE id = ? LIMIT 1", id]).first
  end

  def search(term, states)
    # @sql by=call tables=patients params=value,list
    Patient.find_by_sql([<<~SQL, { term: "%#{term}%", states: states }])
      SELECT p.*
      FROM patients p
      WHERE p.name ILIKE :term
        AND p.state IN (:states)
      ORDER BY p.name
    SQL
  end

  def listed(sort_column, direction)
    # @no
    direction = "ASC" unless %w[ASC DESC].include?(direction)
    # @sql by=call tables=patients
    @connection.select_all("SELECT #{Patient::LIST_COLUMNS} FROM patients p ORDER BY #{sort_column} #{direction}")
  end

  def page(table, limit)
    # @sql by=call params=identifier,value
    @connection.select_rows("SELECT id, name FROM #{@connection.quote_table_name(table)} ORDER BY id LIMIT #{limit.to_i}")
  end

  def visits(patient_id, from)
    # @sql by=call tables=visits params=value,value
    @connection.exec_query(
      "SELECT id, visited_at, notes FROM visits WHERE patient_id = $1 AND visited_at >= $2",
      "Visit Load",
      [bind(patient_id), bind(from)]
    )
  end

  def count_open(ids)
    # @sql by=call tables=invoices params=list
    Patient.count_by_sql("select count(*) from invoices where patient_id in (#{ids.map(&:to_i).join(', ')})")
  end

  def doctor_names
    # @sql by=call tables=doctors
    @connection.select_values('SELECT name FROM doctors WHERE "left" IS NULL ORDER BY name')
  end

  def allergic_to(substance)
    # @sql tables=patients params=value
    sql = Patient.sanitize_sql_array([
      "SELECT id, record ->> 'name' AS name FROM patients WHERE record -> 'allergies' @> to_jsonb(?::text)",
      substance
    ])
    @connection.select_all(sql).to_a
  end

  def rename(id, name)
    # @sql by=call tables=patients params=value,value writes=true
    affected = @connection.exec_update(
      "UPDATE patients SET name = $1, updated_at = now() WHERE id = $2", "Patient Rename", [bind(name), bind(id)]
    )
    # @no
    @logger.warn("UPDATE patients changed no row for id=#{id}") if affected.zero?
    raise ActiveRecord::RecordNotFound, "Update failed: no patient with id #{id}" if affected.zero?
  end

  def merge(keep, drop)
    Patient.transaction do
      # @sql by=call tables=appointments params=value,value writes=true
      @connection.execute("UPDATE appointments SET patient_id = #{keep.to_i} WHERE patient_id = #{drop.to_i}")
      # @sql by=call tables=patients params=value writes=true
      @connection.exec_delete("DELETE FROM patients WHERE id = $1", "Patient Merge", [bind(drop)])
      # @sql by=call tables=audit_log writes=true
      @connection.execute(
        "INSERT INTO audit_log (action, subject) " \
        "VALUES ('merge', #{@connection.quote("#{drop} into #{keep}")}) " \
        "RETURNING id"
      )
    end
    # @no
    @logger.info "merge #{drop} into #{keep} done, deleted from patients"
  end

  def duplicates
    # @sql tables=patients
    query = +"SELECT lower(name) AS key, array_agg(id) AS ids FROM patients"
    query << " WHERE state <> 'merged'"
    query << " GROUP BY lower(name), born_on HAVING count(*) > 1"
    @connection.select_all(query)
  end

  def by_urgency
    # @sql by=call complete=false
    Patient.active.reorder(Arel.sql("CASE triage WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END, arrived_at"))
  end

  def cities
    # @sql by=call complete=false
    Patient.distinct.pluck(Arel.sql("address ->> 'city'"))
  end

  def latest_visit(patient_ids)
    # @sql by=call tables=visits
    latest = Arel.sql("SELECT DISTINCT ON (patient_id) patient_id, visited_at FROM visits ORDER BY patient_id, visited_at DESC")
    # @no
    Patient.with(latest: latest).where(id: patient_ids)
  end

  def waiting_time(day)
    # @sql by=call tables=appointments params=value
    @connection.select_value(<<-SQL.squish)
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY called_at - checked_in_at)
      FROM appointments
      WHERE starts_at::date = #{@connection.quote(day)}
    SQL
  end

  def with_timeout(seconds)
    # @sql by=call
    @connection.execute("SET LOCAL statement_timeout = '#{seconds}s'")
    yield
  end

  private

  # @no
  def bind(value)
    ActiveRecord::Relation::QueryAttribute.new("value", value, ActiveRecord::Type::Value.new)
  end

  def labels
    {
      pick: "Select a doctor from the list",
      drop: "Delete from waiting list?",
      set: "Update patient, set a new name",
      with: "With insurance as stated on the card",
      call: "Call the next patient"
    }
  end
end
