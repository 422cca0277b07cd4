from blog.models import Post


def related_posts(post: Post, count: int = 2) -> list[Post]:
    """Published articles that share categories and tags with ``post``; a rare one counts more than a common one."""
    return list(Post.objects.published().exclude(pk=post.pk).newest_first().for_cards()[:count])
