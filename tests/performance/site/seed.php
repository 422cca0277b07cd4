<?php
// seed.php ROOT URL CONTENT: installs WordPress in ROOT and writes the articles and comments of CONTENT (JSON).
[, $root, $url, $content] = $argv;
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';

wp_install('Sturdy', 'admin', 'admin@example.org', true, '', wp_generate_password());
wp_delete_post(1, true);
wp_delete_post(2, true);
$wp_rewrite->set_permalink_structure('/%postname%/');
flush_rewrite_rules();
// Comments are public at once, and nobody is mailed. All else is as installed.
foreach (['comment_moderation', 'comment_previously_approved', 'comments_notify', 'moderation_notify'] as $option) {
    update_option($option, 0);
}
wp_set_current_user(1);
kses_remove_filters();

function category_id(string $name): int {
    $term = term_exists($name, 'category') ?: wp_insert_term($name, 'category');
    return (int) $term['term_id'];
}

wp_defer_comment_counting(true);
foreach (json_decode(file_get_contents($content), true) as $article) {
    $post = wp_insert_post(wp_slash([
        'post_title' => $article['title'],
        'post_name' => $article['slug'],
        'post_excerpt' => $article['teaser'],
        'post_content' => $article['blocks'],
        'post_status' => 'publish',
        'post_author' => 1,
        'post_category' => array_map('category_id', $article['categories']),
        'tags_input' => $article['tags'],
        'post_date_gmt' => $article['at'],
        'post_date' => $article['at'],
    ]), true);
    if (is_wp_error($post)) {
        exit($post->get_error_message());
    }
    $ids = [0 => 0];
    foreach ($article['comments'] as $comment) {
        $ids[$comment['number']] = wp_insert_comment(wp_slash([
            'comment_post_ID' => $post,
            'comment_parent' => $ids[$comment['parent']],
            'comment_author' => $comment['name'],
            'comment_author_email' => $comment['email'],
            'comment_content' => $comment['text'],
            'comment_date_gmt' => $comment['at'],
            'comment_date' => $comment['at'],
            'comment_approved' => 1,
            'user_id' => $comment['is_by_coach'] ? 1 : 0,
        ]));
    }
    echo "$post {$article['slug']}\n";
}
wp_defer_comment_counting(false);
