export interface Team {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly name: string;
  readonly threadId: string | null;
  readonly checklistMessageId: string | null;
  readonly introducedAt: number | null;
  readonly revision: number;
  readonly endedAt: number | null;
}
