require "pg"
require "json"
require "sinatra/base"
require "graphql/client"

# Vehicles and trips, on the plain driver.
class FleetStore
  # @no
  MESSAGES = {
    "vehicle.select" => "Select vehicles from a depot",
    "vehicle.delete" => "Delete from fleet?",
    "vehicle.update" => "Update where needed"
  }.freeze

  # @sql by=content tables=positions params=value
  LAST_POSITION = "SELECT lat, lon, seen_at\n" \
                  "FROM positions\n" \
                  "WHERE vehicle_id = $1\n" \
                  "ORDER BY seen_at DESC\n" \
                  "LIMIT 1".freeze

  # @no
  def initialize(url)
    @conn = PG.connect(url)
    @conn.type_map_for_results = PG::BasicTypeMapForResults.new(@conn)
    # @sql by=call
    @conn.exec("SET search_path TO fleet, public")
    # @sql tables=drivers params=value
    @conn.prepare("driver_by_id", "SELECT name, licence FROM drivers WHERE id = $1")
  end

  # @no
  def driver(id)
    @conn.exec_prepared("driver_by_id", [id]).first
  end

  def vehicle(plate)
    # @sql by=call tables=vehicles params=value
    @conn.exec_params("SELECT id, plate, vin FROM vehicles WHERE plate = $1", [plate]).first
  end

  def vehicles(depots, order: "plate")
    # @sql by=call tables=vehicles params=value,identifier
    @conn.exec_params(<<~SQL, [PG::TextEncoder::Array.new.encode(depots)]).to_a
      SELECT v.id, v.plate, v.features -> 'seats' AS seats
      FROM fleet.vehicles AS v
      WHERE v.depot = ANY ($1::text[])  -- an array, not a list
      ORDER BY #{PG::Connection.quote_ident(order)}
    SQL
  end

  # @sql by=hint tables=depots
  # language=SQL
  DEPOTS_QUERY = 'SELECT code, name FROM depots WHERE closed_on IS NULL ORDER BY name'

  # @no
  def trips(filters)
    conditions = []
    args = []
    # @no
    if filters[:driver]
      args << filters[:driver]
      conditions << "driver_id = $#{args.size}"
    end
    if filters[:since]
      args << filters[:since]
      conditions << "started_at >= $#{args.size}"
    end
    # @sql tables=trips params=fragment
    sql = "SELECT id, vehicle_id, started_at FROM trips WHERE #{conditions.join(' AND ')} ORDER BY started_at"
    @conn.exec_params(sql, args)
  end

  def record(vehicle_id, lat, lon)
    # @sql by=call tables=positions params=value,value,value writes=true
    @conn.exec_params(
      'INSERT INTO positions (vehicle_id, lat, lon) VALUES ($1::bigint, $2, $3) ON CONFLICT (vehicle_id, seen_at) DO NOTHING',
      [vehicle_id, lat, lon]
    )
  rescue PG::ForeignKeyViolation => e
    # @no
    warn "failed to insert into positions: #{e.message}"
    raise ArgumentError, "Insert the vehicle first"
  end

  def assign(trip_id, driver_id)
    # @sql by=call tables=trips params=value,value writes=true
    result = @conn.exec_params(%q{UPDATE trips SET driver_id = $1 WHERE id = $2 AND driver_id IS NULL}, [driver_id, trip_id])
    # @no
    raise "UPDATE failed, the trip has a driver" if result.cmd_tuples.zero?
  end

  def import(io)
    # @sql by=call tables=positions_import writes=true
    @conn.copy_data("COPY positions_import (vin, lat, lon, seen_at) FROM STDIN WITH (FORMAT csv)") do
      io.each_line { |line| @conn.put_copy_data(line) }
    end
    # @sql by=call tables=positions,positions_import,vehicles writes=true
    @conn.exec(<<~SQL)
      INSERT INTO positions (vehicle_id, lat, lon, seen_at)
      SELECT v.id, i.lat, i.lon, i.seen_at
      FROM positions_import i
      JOIN LATERAL (
        SELECT id FROM vehicles WHERE vin = i.vin LIMIT 1
      ) v ON true
    SQL
    # @sql by=call tables=positions_import writes=true
    @conn.exec("truncate positions_import")
  end

  def retire(vehicle_id)
    # @sql by=call
    @conn.exec("BEGIN")
    # @sql by=call tables=vehicles params=value writes=true
    @conn.exec_params("update vehicles set retired_on = current_date where id = $1", [vehicle_id])
    # @sql by=call tables=assignments params=value writes=true
    @conn.exec("delete from assignments where vehicle_id = %d" % vehicle_id)
    # @sql by=call
    @conn.exec("COMMIT")
  rescue PG::Error
    # @sql by=call
    @conn.exec("ROLLBACK")
    raise
  end

  def distances(day)
    # @sql by=call tables=positions params=value
    @conn.async_exec("select vehicle_id, sum(dist) as km from (
        select vehicle_id,
               distance(lag(point) over w, point) as dist
        from positions
        where seen_at::date = '#{day.strftime('%Y-%m-%d')}'
        window w as (partition by vehicle_id order by seen_at)
      ) legs
      group by vehicle_id")
  end

  # @no
  def follow(channel)
    # @sql by=call params=identifier
    @conn.exec("LISTEN #{@conn.quote_ident(channel)}")
    # @no
    @conn.wait_for_notify(30) { |_, _, payload| puts "update from #{channel}: #{payload}" }
  end
end

# @no
class FleetApp < Sinatra::Base
  VehicleQuery = GRAPHQL.parse <<~GRAPHQL
    query($depot: ID!) {
      select: vehicles(from: $depot, orderBy: PLATE) { id plate }
    }
  GRAPHQL

  get "/vehicles/select/from/:depot" do
    halt 404, "Select a depot from the list" if params[:depot].empty?
    json(vehicles: settings.store.vehicles([params[:depot]]))
  end

  post "/vehicles/:id/update" do
    flash[:notice] = "Update your vehicle to continue"
    redirect to("/vehicles?query=select+from&set=1")
  end

  template :picker do
    <<~HTML
      <select name="depot"><option value="">Select from depots</option></select>
      <style>select.depot > option { color: red }</style>
    HTML
  end
end
