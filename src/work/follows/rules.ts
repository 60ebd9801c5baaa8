/** What whoever follows a project hears of: a place became free, the contract was agreed, it was handed in or ended. */
export type FollowNews = 'free' | 'contract' | 'submitted' | 'withdrawn';
