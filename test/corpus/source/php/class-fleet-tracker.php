<?php
/**
 * Plugin Name: Fleet Tracker
 * Description: Select vehicles from the fleet, update their trips and delete from the archive.
 * Version:     1.4.0
 */

defined( 'ABSPATH' ) || exit;

class Fleet_Tracker {

	const VERSION_OPTION = 'fleet_tracker_version';

	/** Creates the tables; dbDelta() compares a CREATE TABLE fleet_trips (...) statement with the schema. */
	public static function install() {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';

		$charset = $wpdb->get_charset_collate();
		$table   = $wpdb->prefix . 'fleet_trips';

		// @sql writes=true dialect=mysql
		$sql = "CREATE TABLE {$wpdb->prefix}fleet_vehicles (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			plate varchar(16) NOT NULL,
			label varchar(191) NOT NULL DEFAULT '',
			PRIMARY KEY  (id),
			UNIQUE KEY plate (plate)
		) $charset;";
		// @no
		dbDelta( $sql );

		// @sql writes=true dialect=mysql
		dbDelta( "CREATE TABLE $table (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			vehicle_id bigint(20) unsigned NOT NULL,
			km decimal(10,1) NOT NULL DEFAULT 0,
			started_at datetime NOT NULL,
			PRIMARY KEY  (id),
			KEY vehicle (vehicle_id, started_at)
		) $charset;" );
		// @no
		update_option( self::VERSION_OPTION, '1.4.0' );
	}

	public static function uninstall() {
		global $wpdb;
		// @sql by=call params=identifier writes=true dialect=mysql
		$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}fleet_trips" );
		// @sql by=call params=identifier writes=true dialect=mysql
		$wpdb->query( 'DROP TABLE IF EXISTS ' . $wpdb->prefix . 'fleet_vehicles' );
		// @sql by=call params=identifier writes=true dialect=mysql
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE 'fleet\_tracker\_%'" );
		// @no
		delete_option( self::VERSION_OPTION );
	}

	public function vehicles( $search = '' ) {
		global $wpdb;
		if ( '' === $search ) {
			// @sql by=call params=identifier dialect=mysql
			return $wpdb->get_results( "SELECT id, plate, label FROM {$wpdb->prefix}fleet_vehicles ORDER BY label" );
		}
		// @no
		$like = '%' . $wpdb->esc_like( $search ) . '%';

		// @sql by=call params=identifier,value,value dialect=mysql
		return $wpdb->get_results(
			$wpdb->prepare(
				"SELECT id, plate, label FROM {$wpdb->prefix}fleet_vehicles WHERE plate LIKE %s OR label LIKE %s ORDER BY label",
				$like,
				$like
			),
			ARRAY_A
		);
	}

	public function trip( $id ) {
		global $wpdb;
		// @sql by=call params=identifier,identifier,value dialect=mysql
		$row = $wpdb->get_row( $wpdb->prepare(
			"SELECT t.*, v.plate
			   FROM {$wpdb->prefix}fleet_trips AS t
			   INNER JOIN {$wpdb->prefix}fleet_vehicles AS v ON v.id = t.vehicle_id
			  WHERE t.id = %d",
			$id
		) );
		// @no
		if ( null === $row ) {
			return new WP_Error( 'not_found', __( 'Select a trip from the list first.', 'fleet-tracker' ) );
		}
		return $row;
	}

	public function trips_of( array $vehicle_ids, $from ) {
		global $wpdb;
		$marks = implode( ',', array_fill( 0, count( $vehicle_ids ), '%d' ) );
		// @sql by=call params=identifier,list,value dialect=mysql
		$query = $wpdb->prepare( "SELECT id, km FROM `{$wpdb->prefix}fleet_trips` WHERE vehicle_id IN ( $marks ) AND started_at >= %s", array_merge( $vehicle_ids, array( $from ) ) );
		// @no
		return $wpdb->get_results( $query );
	}

	public function total_km( $vehicle_id ) {
		global $wpdb;
		$table = $wpdb->prefix . 'fleet_trips';
		// @sql by=call params=identifier,value dialect=mysql
		return (float) $wpdb->get_var( $wpdb->prepare( 'SELECT SUM(km) FROM %i WHERE vehicle_id = %d', $table, $vehicle_id ) );
	}

	// @no
	public function add_trip( $vehicle_id, $km ) {
		global $wpdb;
		$done = $wpdb->insert(
			$wpdb->prefix . 'fleet_trips',
			array( 'vehicle_id' => $vehicle_id, 'km' => $km, 'started_at' => current_time( 'mysql' ) ),
			array( '%d', '%f', '%s' )
		);
		if ( false === $done ) {
			error_log( 'Fleet: INSERT INTO fleet_trips failed: ' . $wpdb->last_error );
		}
		return $done;
	}

	public function count_up( $vehicle_id, $km ) {
		global $wpdb;
		// @sql by=call params=identifier,value,value writes=true dialect=mysql
		return $wpdb->query( $wpdb->prepare(
			"INSERT INTO {$wpdb->prefix}fleet_totals (vehicle_id, km) VALUES (%d, %f)\n"
			. "ON DUPLICATE KEY UPDATE km = km + VALUES(km)",
			$vehicle_id,
			$km
		) );
	}

	public function linked_posts( $plate ) {
		global $wpdb;
		// @sql params=identifier,identifier,value dialect=mysql
		$sql = $wpdb->prepare(
			"
			SELECT DISTINCT p.ID
			FROM {$wpdb->posts} p
			JOIN {$wpdb->postmeta} m ON ( m.post_id = p.ID AND m.meta_key = 'fleet_plate' )
			WHERE p.post_status = 'publish' AND m.meta_value = %s
			",
			$plate
		);
		// @no
		return $wpdb->get_col( $sql );
	}

	public function export( $orderby, $order ) {
		global $wpdb;
		$columns = array( 'id' => 'ID', 'km' => 'Distance', 'started_at' => 'Start' );
		if ( ! isset( $columns[ $orderby ] ) ) {
			wp_die( esc_html__( 'Order by one of the listed columns.', 'fleet-tracker' ) );
		}
		$order = 'desc' === strtolower( $order ) ? 'DESC' : 'ASC';
		// @sql params=identifier,identifier,fragment dialect=mysql
		$sql = <<<SQL
			SELECT id, km, started_at
			FROM `{$wpdb->prefix}fleet_trips`
			ORDER BY $orderby $order
			SQL;
		// @no
		return $wpdb->get_results( $sql, ARRAY_N );
	}

	public function cleanup( $days ) {
		global $wpdb;
		// @sql by=call dialect=mysql
		$wpdb->query( 'START TRANSACTION' );
		// @sql by=call params=identifier,value writes=true dialect=mysql
		$gone = $wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}fleet_trips WHERE started_at < DATE_SUB( NOW(), INTERVAL %d DAY ) LIMIT 1000", $days ) );
		// @sql by=call dialect=mysql
		$wpdb->query( 'COMMIT' );
		// @no
		/* translators: %d: number of trips */
		return sprintf( _n( 'Deleted %d trip from the archive', 'Deleted %d trips from the archive', $gone, 'fleet-tracker' ), $gone );
	}

	public function screen() {
		?>
		<div class="wrap">
			<h1><?php esc_html_e( 'Update fleet', 'fleet-tracker' ); ?></h1>
			<select name="vehicle" class="select2">
				<option value=""><?php esc_html_e( 'Select vehicle from fleet', 'fleet-tracker' ); ?></option>
			</select>
			<style>.select from { color: red; } select option { margin: 0; }</style>
			<p><?php esc_html_e( 'Insert into the form what you drove today.', 'fleet-tracker' ); ?></p>
		</div>
		<?php
	}

	public function register() {
		register_rest_route( 'fleet/v1', '/select/from/(?P<id>\d+)', array( 'methods' => 'GET', 'callback' => array( $this, 'trip' ) ) );
		register_rest_route( 'fleet/v1', '/delete', array( 'methods' => 'DELETE', 'permission_callback' => array( $this, 'can_delete' ) ) );
		add_filter( 'posts_where', array( $this, 'filter_where' ) );
		wp_localize_script( 'fleet', 'fleetTexts', array(
			'confirm' => __( 'Delete from fleet?', 'fleet-tracker' ),
			'update'  => __( 'Update available. Set a reminder?', 'fleet-tracker' ),
		) );
	}
}
