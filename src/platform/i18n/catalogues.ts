import auditEn from '../../../locales/en/audit.json' with { type: 'json' };
import availabilityEn from '../../../locales/en/availability.json' with { type: 'json' };
import blockersEn from '../../../locales/en/blockers.json' with { type: 'json' };
import cohortsEn from '../../../locales/en/cohorts.json' with { type: 'json' };
import commandsEn from '../../../locales/en/commands.json' with { type: 'json' };
import commonEn from '../../../locales/en/common.json' with { type: 'json' };
import communitiesEn from '../../../locales/en/communities.json' with { type: 'json' };
import contractDocumentsEn from '../../../locales/en/contract-documents.json' with { type: 'json' };
import contractRulesEn from '../../../locales/en/contract-rules.json' with { type: 'json' };
import contractsEn from '../../../locales/en/contracts.json' with { type: 'json' };
import deliveryEn from '../../../locales/en/delivery.json' with { type: 'json' };
import helpEn from '../../../locales/en/help.json' with { type: 'json' };
import journalEn from '../../../locales/en/journal.json' with { type: 'json' };
import knowledgeEn from '../../../locales/en/knowledge.json' with { type: 'json' };
import learnersEn from '../../../locales/en/learners.json' with { type: 'json' };
import overviewEn from '../../../locales/en/overview.json' with { type: 'json' };
import partnersEn from '../../../locales/en/partners.json' with { type: 'json' };
import privacyEn from '../../../locales/en/privacy.json' with { type: 'json' };
import projectsEn from '../../../locales/en/projects.json' with { type: 'json' };
import readmeEn from '../../../locales/en/readme.json' with { type: 'json' };
import remindersEn from '../../../locales/en/reminders.json' with { type: 'json' };
import requestsEn from '../../../locales/en/requests.json' with { type: 'json' };
import roundsEn from '../../../locales/en/rounds.json' with { type: 'json' };
import sameSideEn from '../../../locales/en/same-side.json' with { type: 'json' };
import silencesEn from '../../../locales/en/silences.json' with { type: 'json' };
import submissionsEn from '../../../locales/en/submissions.json' with { type: 'json' };
import teamsEn from '../../../locales/en/teams.json' with { type: 'json' };
import waitingEn from '../../../locales/en/waiting.json' with { type: 'json' };
import auditFr from '../../../locales/fr/audit.json' with { type: 'json' };
import availabilityFr from '../../../locales/fr/availability.json' with { type: 'json' };
import blockersFr from '../../../locales/fr/blockers.json' with { type: 'json' };
import cohortsFr from '../../../locales/fr/cohorts.json' with { type: 'json' };
import commandsFr from '../../../locales/fr/commands.json' with { type: 'json' };
import commonFr from '../../../locales/fr/common.json' with { type: 'json' };
import communitiesFr from '../../../locales/fr/communities.json' with { type: 'json' };
import contractDocumentsFr from '../../../locales/fr/contract-documents.json' with { type: 'json' };
import contractRulesFr from '../../../locales/fr/contract-rules.json' with { type: 'json' };
import contractsFr from '../../../locales/fr/contracts.json' with { type: 'json' };
import deliveryFr from '../../../locales/fr/delivery.json' with { type: 'json' };
import helpFr from '../../../locales/fr/help.json' with { type: 'json' };
import journalFr from '../../../locales/fr/journal.json' with { type: 'json' };
import knowledgeFr from '../../../locales/fr/knowledge.json' with { type: 'json' };
import learnersFr from '../../../locales/fr/learners.json' with { type: 'json' };
import overviewFr from '../../../locales/fr/overview.json' with { type: 'json' };
import partnersFr from '../../../locales/fr/partners.json' with { type: 'json' };
import privacyFr from '../../../locales/fr/privacy.json' with { type: 'json' };
import projectsFr from '../../../locales/fr/projects.json' with { type: 'json' };
import readmeFr from '../../../locales/fr/readme.json' with { type: 'json' };
import remindersFr from '../../../locales/fr/reminders.json' with { type: 'json' };
import requestsFr from '../../../locales/fr/requests.json' with { type: 'json' };
import roundsFr from '../../../locales/fr/rounds.json' with { type: 'json' };
import sameSideFr from '../../../locales/fr/same-side.json' with { type: 'json' };
import silencesFr from '../../../locales/fr/silences.json' with { type: 'json' };
import submissionsFr from '../../../locales/fr/submissions.json' with { type: 'json' };
import teamsFr from '../../../locales/fr/teams.json' with { type: 'json' };
import waitingFr from '../../../locales/fr/waiting.json' with { type: 'json' };

/** One file per feature and language. English is the reference: the compiler takes the keys from it. */
export const catalogues = {
  en: {
    journal: journalEn,
    learners: learnersEn,
    audit: auditEn,
    availability: availabilityEn,
    blockers: blockersEn,
    cohorts: cohortsEn,
    commands: commandsEn,
    common: commonEn,
    communities: communitiesEn,
    'contract-documents': contractDocumentsEn,
    'contract-rules': contractRulesEn,
    contracts: contractsEn,
    delivery: deliveryEn,
    help: helpEn,
    knowledge: knowledgeEn,
    overview: overviewEn,
    partners: partnersEn,
    privacy: privacyEn,
    projects: projectsEn,
    readme: readmeEn,
    reminders: remindersEn,
    requests: requestsEn,
    silences: silencesEn,
    rounds: roundsEn,
    'same-side': sameSideEn,
    submissions: submissionsEn,
    teams: teamsEn,
    waiting: waitingEn,
  },
  fr: {
    journal: journalFr,
    learners: learnersFr,
    audit: auditFr,
    availability: availabilityFr,
    blockers: blockersFr,
    cohorts: cohortsFr,
    commands: commandsFr,
    common: commonFr,
    communities: communitiesFr,
    'contract-documents': contractDocumentsFr,
    'contract-rules': contractRulesFr,
    contracts: contractsFr,
    delivery: deliveryFr,
    help: helpFr,
    knowledge: knowledgeFr,
    overview: overviewFr,
    partners: partnersFr,
    privacy: privacyFr,
    projects: projectsFr,
    readme: readmeFr,
    reminders: remindersFr,
    requests: requestsFr,
    silences: silencesFr,
    rounds: roundsFr,
    'same-side': sameSideFr,
    submissions: submissionsFr,
    teams: teamsFr,
    waiting: waitingFr,
  },
};

export type Catalogue = (typeof catalogues)['en'];
export type Namespace = keyof Catalogue;
