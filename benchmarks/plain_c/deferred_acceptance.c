/* Resident-proposing deferred acceptance in plain C, and a check of its outcome: the yardstick.

   One pass over the residents. Each hospital keeps the applicants that it holds in a binary heap with the worst on
   top; once it is full, a better applicant takes the place of the worst, who goes on down the list at once.

   Arrays, in the layout of rengang.model.Market: the pairs of resident i are ptr[i] .. ptr[i+1]-1, best first, and pair
   p is a wish for hospital[p], whose rank of the resident is hospital_rank[p] (lower is better, all different within a
   hospital or ties broken by the resident's index). assignment[i] is a hospital, or -1.                              */

#include <stdint.h>
#include <stdlib.h>

typedef struct {
    int64_t start; /* of the hospital's part of the heap */
    int32_t seats;
    int32_t held;
} desk;

static void sift_down(uint64_t *heap, int32_t size, int32_t hole, uint64_t key) {
    for (;;) {
        int32_t child = 2 * hole + 1;
        if (child >= size)
            break;
        if (child + 1 < size && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= key)
            break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = key;
}

static void sift_up(uint64_t *heap, int32_t hole, uint64_t key) {
    while (hole > 0) {
        int32_t parent = (hole - 1) / 2;
        if (heap[parent] >= key)
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = key;
}

/* Fills assignment; returns the number of proposals, or -1 when memory runs out. */
int64_t deferred_acceptance(int64_t residents, int64_t hospitals, const int64_t *quota, const int64_t *ptr,
                            const int32_t *hospital, const int32_t *hospital_rank, int32_t *assignment) {
    int64_t proposals = 0, seats = 0;
    desk *desks = malloc((size_t)(hospitals + 1) * sizeof *desks);
    int32_t *step = calloc((size_t)(residents + 1), sizeof *step);
    uint64_t *heap = NULL;
    if (desks && step) {
        for (int64_t h = 0; h < hospitals; h++) {
            int64_t most = quota[h] < residents ? quota[h] : residents;
            desks[h] = (desk){seats, (int32_t)most, 0};
            seats += most;
        }
        heap = malloc((size_t)(seats + 1) * sizeof *heap);
    }
    if (!heap) {
        free(desks), free(step);
        return -1;
    }
    for (int64_t first = 0; first < residents; first++) {
        uint32_t r = (uint32_t)first;
        for (;;) {
            int64_t p = ptr[r] + step[r];
            if (p == ptr[r + 1]) {
                assignment[r] = -1;
                break;
            }
            step[r]++;
            proposals++;
            int32_t h = hospital[p];
            desk *d = &desks[h];
            uint64_t *held = heap + d->start;
            uint64_t key = (uint64_t)hospital_rank[p] << 32 | r;
            if (d->held < d->seats) {
                sift_up(held, d->held++, key);
                assignment[r] = h;
                break;
            }
            if (d->seats > 0 && key < held[0]) {
                uint32_t worst = (uint32_t)held[0];
                sift_down(held, d->seats, 0, key);
                assignment[r] = h;
                r = worst;
            }
        }
    }
    free(desks), free(step), free(heap);
    return proposals;
}

/* Blocking pairs of an assignment; -1 when somebody has a hospital not listed or a hospital has too many, -2 when
   memory runs out. A pair blocks when the resident likes the hospital better than what is given (resident_rank) and
   the hospital has a seat left, or holds somebody whom it ranks worse. */
int64_t blocking_pairs(int64_t residents, int64_t hospitals, const int64_t *quota, const int64_t *ptr,
                       const int32_t *hospital, const int32_t *resident_rank, const int32_t *hospital_rank,
                       const int32_t *assignment) {
    int64_t *load = calloc((size_t)(hospitals + 1), sizeof *load);
    int32_t *worst = calloc((size_t)(hospitals + 1), sizeof *worst);
    int32_t *now = malloc((size_t)(residents + 1) * sizeof *now);
    int64_t found = load && worst && now ? 0 : -2;
    for (int64_t i = 0; found == 0 && i < residents; i++) {
        now[i] = INT32_MAX;
        if (assignment[i] < 0)
            continue;
        int64_t p = ptr[i];
        while (p < ptr[i + 1] && hospital[p] != assignment[i])
            p++;
        if (p == ptr[i + 1]) {
            found = -1;
            break;
        }
        int32_t h = hospital[p];
        now[i] = resident_rank[p];
        load[h]++;
        if (hospital_rank[p] > worst[h])
            worst[h] = hospital_rank[p];
    }
    for (int64_t h = 0; found == 0 && h < hospitals; h++)
        if (load[h] > quota[h])
            found = -1;
    for (int64_t i = 0; found >= 0 && i < residents; i++)
        for (int64_t p = ptr[i]; p < ptr[i + 1] && resident_rank[p] < now[i]; p++)
            found += load[hospital[p]] < quota[hospital[p]] || hospital_rank[p] < worst[hospital[p]];
    free(load), free(worst), free(now);
    return found;
}
