<?php

// Appointment desk of the clinic, procedural style.

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

define('MSG_PICK_DOCTOR', 'Select a doctor from the list');
define('MSG_SAVED', 'Update saved. Delete the draft?');

function clinic_connect(array $config): mysqli
{
    $db = new mysqli($config['host'], $config['user'], $config['password'], $config['name']);
    $db->set_charset('utf8mb4');
    // @sql by=call dialect=mysql
    $db->query("SET time_zone = '+00:00'");
    // @no
    return $db;
}

function clinic_doctors(mysqli $db): array
{
    // @sql by=call tables=doctors dialect=mysql
    $result = $db->query('SELECT `id`, `name`, `room` FROM `doctors` WHERE `active` = 1 ORDER BY `name`');
    // @no
    return $result->fetch_all(MYSQLI_ASSOC);
}

function clinic_search(mysqli $db, string $term, int $page): array
{
    $term = mysqli_real_escape_string($db, $term);
    $offset = ($page - 1) * 20;
    // @sql tables=patients dialect=mysql
    $sql = "SELECT p.id, p.last_name, p.born, IFNULL(p.phone, '\u{2013}') AS phone
              FROM patients AS p
             WHERE p.last_name LIKE '%$term%' OR p.card_number = '$term'
             ORDER BY p.last_name
             LIMIT $offset, 20";
    // @no
    $result = mysqli_query($db, $sql);
    if ($result === false) {
        error_log('SELECT on patients failed: ' . mysqli_error($db));
        return [];
    }

    return mysqli_fetch_all($result, MYSQLI_ASSOC);
}

function clinic_book(mysqli $db, int $patient, int $doctor, string $start): int
{
    // @sql by=call tables=appointments params=value,value,value writes=true dialect=mysql
    $stmt = mysqli_prepare($db, 'INSERT INTO appointments (patient_id, doctor_id, starts_at) VALUES (?, ?, ?)');
    // @no
    mysqli_stmt_bind_param($stmt, 'iis', $patient, $doctor, $start);
    mysqli_stmt_execute($stmt);

    return (int) mysqli_insert_id($db);
}

function clinic_remember_visit(mysqli $db, int $patient): void
{
    // @sql by=call tables=visit_counts params=value writes=true dialect=mysql
    $stmt = $db->prepare(
        "INSERT INTO `visit_counts` (`patient_id`, `visits`, `last_visit`)\n" .
        "VALUES (?, 1, NOW())\n" .
        "ON DUPLICATE KEY UPDATE `visits` = `visits` + 1, `last_visit` = VALUES(`last_visit`)"
    );
    // @no
    $stmt->bind_param('i', $patient);
    $stmt->execute();
}

function clinic_move(mysqli $db, int $id, string $start): bool
{
    // @sql by=call dialect=mysql
    $db->query('START TRANSACTION');
    // @sql by=call tables=appointments params=value dialect=mysql writes=false
    $stmt = $db->prepare('SELECT doctor_id FROM appointments WHERE id = ? FOR UPDATE');
    // @no
    $stmt->bind_param('i', $id);
    $stmt->execute();
    $doctor = $stmt->get_result()->fetch_column();
    if ($doctor === false) {
        $db->rollback();
        flash('Appointment not found, select another one from the calendar');

        return false;
    }
    // @sql by=call tables=appointments params=value,value,value writes=true dialect=mysql
    $ok = $db->execute_query("UPDATE appointments SET starts_at = ?, moved = moved + 1 WHERE id = ? AND doctor_id = ?", [$start, $id, $doctor]);
    // @no
    $db->commit();

    return (bool) $ok;
}

function clinic_nightly(mysqli $db, string $archive): void
{
    // @sql by=call n=2 writes=true dialect=mysql
    $db->multi_query("DELETE FROM reminders WHERE sent_at < DATE_SUB(NOW(), INTERVAL 90 DAY);
        UPDATE reminder_totals SET pruned_at = NOW();");
    // @no
    while ($db->more_results() && $db->next_result()) {
        continue;
    }

    // @sql params=identifier,value writes=true dialect=mysql
    $copy = 'INSERT IGNORE INTO `' . $archive . '` SELECT * FROM `appointments` WHERE `starts_at` < \'' . date('Y-m-d') . '\'';
    // @no
    if (!$db->query($copy)) {
        fwrite(STDERR, "INSERT failed, the archive keeps yesterday's state\n");
    }

    // @sql by=call tables=appointments,doctors writes=true dialect=mysql
    $db->real_query('DELETE a FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE d.active = 0 AND a.starts_at > NOW()');
    // @sql by=call writes=true dialect=mysql tables=stock_moves
    $db->query('REPLACE INTO stock_moves (id, item, amount) VALUES (1, "Caf\u{e9} filter", 12), (2, "It\'s \"sterile\"", 4)');
    // @no
    echo "Delete from archive? [y/N] ";
}

function clinic_free_slots(mysqli $db, int $doctor, array $rooms): mysqli_result|bool
{
    $marks = str_repeat('?,', count($rooms) - 1) . '?';
    // @sql tables=slots params=value,list dialect=mysql
    $query = <<<"QUERY"
        SELECT s.id, DATE_FORMAT(s.starts_at, '%H:%i') AS label
        FROM slots s
        WHERE s.doctor_id = ?
          AND s.room IN ($marks)
          AND NOT s.taken
        ORDER BY s.starts_at
    QUERY;
    // @no
    $stmt = $db->prepare($query);
    $stmt->execute([$doctor, ...$rooms]);

    return $stmt->get_result();
}

function clinic_form(array $doctors): void
{
    ?>
    <form action="/select/from" method="post">
      <label for="doctor">Select the doctor from</label>
      <select name="doctor" id="doctor">
        <?php foreach ($doctors as $doctor): ?>
          <option value="<?= (int) $doctor['id'] ?>"><?= htmlspecialchars($doctor['name']) ?></option>
        <?php endforeach; ?>
      </select>
      <button name="action" value="delete">Delete from calendar</button>
    </form>
    <?php
}

// @no
$menu = [
    'pick' => "Select date from the calendar",
    'save' => "Update where needed, then save",
    'drop' => 'Drop off table for samples',
    'with' => 'With this change the patient receives a reminder as soon as possible.',
];
$doc = new DOMDocument();
$doc->loadHTML('<select name="room"><option>1</option></select>');
$xpath = new DOMXPath($doc);
$options = $xpath->query('//select/option[@value]');

// @sql dialect=mysql complete=false
$draft = "SELECT `id`, `name` FROM `rooms` WHERE `floor` = ";

// @no
$html = '<option>Select from above</option>';
