#include "io/keypoints/sequence_order.h"

#define MOST_LOOKS 16

void gfla_joint_order_settle(const void *sequence, size_t n, gfla_order_asker *ask,
                             struct gfla_keypoints_select *select)
{
    struct gfla_order_vote vote = {0};
    struct gfla_keypoints_select asking = *select;
    const size_t looks = n < MOST_LOOKS ? n : MOST_LOOKS;
    if (select->face || select->coco_17 || select->h36m_17 || n < 2)
        return;
    asking.vote = &vote;
    for (size_t i = 0; i < looks; i++)
        ask(sequence, i * (n - 1) / (looks - 1), &asking);
    select->coco_17 = vote.seventeen < 0;
    select->h36m_17 = !select->coco_17;
    select->body_25 = vote.twenty_five < 0 ? GFLA_BODY_25_B : GFLA_BODY_25_A;
}
