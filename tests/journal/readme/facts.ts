import type { Facts } from '../../../src/journal/readme/rules/facts.ts';

/** What a learner said along three weeks, some of it hostile. */
export const FACTS: Facts = {
  cohort: { name: 'Cohort 9', startDate: '2026-11-09', deadlineDate: '2026-11-29' },
  track: 'backend',
  documentationOnly: false,
  projects: [
    {
      title: 'Shop | <b>E-Commerce</b>',
      brief: 'ecommerce',
      summary:
        'Sells *hand-made* things.\nPays by M-Pesa.\n\nSecond paragraph, see https://example.org/a_b?c=d.',
      api: 'rest',
      stack: ['Django', 'PostgreSQL', 'C#'],
      repo: 'https://github.com/ada/shop',
      docs: 'https://shop.example.org/docs',
      contract: true,
    },
  ],
  companions: [
    { track: 'frontend', name: 'Kofi_A' },
    { track: 'frontend', name: undefined },
  ],
  helped: 2,
  challenges: [
    {
      title: 'Celery cannot reach RabbitMQ',
      details: 'The worker says *connection refused* @everyone',
      cause: 'localhost is the container itself',
      diagnosis:
        'Looked into the log:\n```\nConnection refused: amqp://guest@127.0.0.1\n<!-- /nexus:challenges -->\n```',
      solution: '1. Use the name of the service\n2. Restart',
      lesson: 'Containers reach each other by name',
      technologies: ['Celery', 'RabbitMQ'],
    },
    {
      title: 'مشكلة في الترحيل (migrations)',
      details: null,
      cause: null,
      diagnosis: null,
      solution: null,
      lesson: null,
      technologies: [],
    },
  ],
  progress: [
    { week: 1, text: 'Models and ERD done', minutes: 150 },
    { week: 2, text: 'Checkout:\n- orders\n- payment', minutes: null },
  ],
  learnings: [
    { kind: 'technology', week: 1, text: 'Redis' },
    { kind: 'takeaway', week: 1, text: 'Agree on the contract first' },
    { kind: 'highlight', week: 1, text: 'First endpoint answered' },
  ],
  links: [{ title: 'Shop | <b>E-Commerce</b>', kind: 'repo', url: 'https://github.com/ada/shop' }],
  picks: [
    { kind: 'technology', name: 'Docker' },
    { kind: 'concept', name: 'CI/CD' },
    { kind: 'practice', name: 'Plan before coding' },
  ],
};
