<?php
// round_trip.php ROOT URL install
// round_trip.php ROOT URL import IMPORTER FILE: the official importer reads FILE, and fetches its attachments.
// round_trip.php ROOT URL export: writes WordPress's own export to the standard output.
[, $root, $url, $act] = $argv;
define('WP_INSTALLING', $act === 'install');
define('WP_LOAD_IMPORTERS', true);
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
require "$root/wp-load.php";

if ($act === 'install') {
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('WordPress', 'wordpress-admin', 'wordpress-admin@example.org', true, '', wp_generate_password());
    wp_delete_post(1, true);
    wp_delete_post(2, true);
    wp_delete_post(3, true);
    $wp_rewrite->set_permalink_structure('/%postname%/');
    flush_rewrite_rules();
    exit;
}
wp_set_current_user(1);
kses_init();
if ($act === 'export') {
    require_once ABSPATH . 'wp-admin/includes/export.php';
    export_wp();
    exit;
}
[, , , , $importer, $file] = $argv;
foreach (['file', 'image', 'media', 'post', 'taxonomy', 'comment', 'user'] as $name) {
    require_once ABSPATH . "wp-admin/includes/$name.php";
}
require_once "$importer/wordpress-importer.php";
// The site is on this machine, on a port of its own.
add_filter('http_allowed_safe_ports', fn ($ports) => range(1, 65535));
add_filter('block_local_requests', '__return_false');
$import = new WP_Import();
$import->fetch_attachments = true;
$import->get_authors_from_import($import->parse($file));
// As somebody who ticks nothing: an account for each author.
$_POST['imported_authors'] = array_keys($import->authors);
$import->import($file);
