import { describe, expect, it } from 'vitest';
import { glossary } from '../../../src/journal/search/glossary.ts';
import { asked } from '../../../src/journal/search/rules/query.ts';
import { nearest, soundOf } from '../../../src/journal/search/rules/spelling.ts';
import { infinitivesOf } from '../../../src/journal/search/rules/verbs.ts';
import { stemsOf } from '../../../src/journal/search/rules/words.ts';

/** The groups a question falls into, as typed. */
async function groupsOf(query: string): Promise<string[]> {
  return (await asked(query, await glossary())).groups.map(({ typed }) => typed);
}

/** Whether some of what is asked for may be answered by this name. */
async function means(query: string, name: string): Promise<boolean> {
  const { groups } = await asked(query, await glossary());
  return groups.some(({ ways }) => ways.some(({ terms }) => terms.join(' ') === name));
}

describe('what is typed on a phone', () => {
  it.each([
    ['lapi de lutilisateur', ['api', 'utilisateur']],
    ['jactualise et saffiche pas', ['actualise', 'affiche']],
    ['je veux quil envoie dune image', ['envoie image']],
    // Words that only begin like something glued.
    ['login celery data state media', ['login', 'celery', 'data', 'state', 'media']],
    ['len of ten cats in june', ['len', 'ten', 'cats', 'june']],
    ['quand jai un souci dans lun des deux', ['souci', 'deux']],
    ['alor jsui tjrs la kan je lance le truc', ['lance']],
    ['le bouton envoie 2 fois', ['bouton', 'envoie', 'plusieurs fois']],
    ['jarrive pas a lancer le serveur', ['echoue', 'lancer', 'serveur']],
    ['mon docker veut pas demarrer', ['docker', 'echoue', 'demarrer']],
    // Who is greeted, for how long it has been so, and what is only said around a problem.
    ['salut la team, mon conteneur redemarre depuis 2 jours merci davance', ['conteneur', 'redemarre']],
    ['bonsoir jaimerais savoir si quelquun a une idee pour docker', ['docker']],
    // What holds a sentence together has words in it that would be looked for: a report, a level, a measure.
    [
      'en gros la vue garde tout le temps lancienne valeur par rapport a la base',
      ['vue', 'garde', 'ancienne', 'valeur', 'base'],
    ],
    ['au bout de 5 minutes il tient pas compte du token', ['minutes', 'ignore', 'token']],
    ['kan jpush mon code jvoi pas le json', ['push', 'code', 'json']],
    ['jarrive plus a me loguer', ['echoue', 'login']],
    // More English small words than French ones, and French all the same.
    ['jai une erreur undefined is not a function', ['erreur', 'undefined function']],
    // No pull request and no input field; "ma pr" is one.
    ['coment on fait pr mettre le site en https', ['mettre', 'site', 'https']],
    ['la diference entre put et patch', ['diference', 'put', 'patch']],
    ['je valide ma pr', ['valide', 'pr']],
    ['ac docker sa marche tro bien, c normal', ['docker', 'marche', 'tro']],
  ])('"%s" is read as %j', async (query, groups) => {
    expect(await groupsOf(query)).toEqual(groups);
  });

  it('hears "marche pas" and "marche plus" as one name, and not in "marche" alone', async () => {
    for (const query of ['le site marche pas', 'sa marche plus', 'rien qui marche pa'])
      expect(await means(query, 'fail')).toBe(true);
    expect(await means('le site marche enfin', 'fail')).toBe(false);
    expect(await means('aucun style sur la page', 'ugli')).toBe(true);
    // What is denied is also found by its own name.
    expect(await means('le serveur ne demarre pas', 'start')).toBe(true);
  });

  it.each([
    ['le serveur recoit rien', 'receive'],
    ['deux champs contiennent la meme valeur', 'contain'],
    ['le conteneur seteint', 'stop'],
    ['les donnees disparaissaient', 'disappear'],
    ['nous installons le paquet', 'install'],
    ['ils ecrivent au meme moment', 'write'],
    ['la page charge pas', 'load'],
    ['quel endroit pour le premier mot cle', 'first'],
  ])('"%s" speaks of "%s", whatever the form of the verb', async (query, name) => {
    expect(await means(query, stemsOf(name).en)).toBe(true);
  });

  it.each([
    ['recevoir', 'recois recoivent recevait recu recue recevra'],
    ['obtenir', 'obtient obtiennent obtenu obtiendra'],
    ['transmettre', 'transmet transmettent transmis'],
    ['comprendre', 'comprend comprenons compris'],
    ['apparaitre', 'apparait apparaissent apparu'],
    ['eteindre', 'eteint eteignent'],
    ['produire', 'produit produisent produisait'],
    ['repondre', 'repond repondu repondaient'],
    ['interrompre', 'interrompt interrompu'],
    ['inscrire', 'inscrit inscrivent inscrite'],
    ['lire', 'lit lisent lu'],
    ['suivre', 'suit suivi suivent'],
    ['survivre', 'survit survecu'],
    ['inclure', 'inclut inclus'],
    ['resoudre', 'resout resolvent resolu'],
    ['prevoir', 'prevoit prevu prevoyait'],
    ['refaire', 'refait refont refaisait'],
    ['sortir', 'sort'],
    ['servir', 'sert'],
    ['finir', 'finissons finissait'],
    ['afficher', 'affichons'],
  ])('knows the forms of "%s"', (infinitive, forms) => {
    expect(forms.split(' ').filter((form) => !infinitivesOf(form).includes(infinitive))).toEqual([]);
  });

  it.each([
    // Their stems are one, and they are no forms of each other.
    ['redis est plein', 'roug', 'cach server'],
    ['la fonction me donne du vide', 'done', 'give'],
    // What several words say together is not said by each of them.
    ['le site est en ligne', 'line', 'onlin'],
    ['la ligne 12', 'onlin', 'row'],
    ['je push sur main', 'manual', 'trunk'],
    ['je copie a la main', 'trunk', 'manual'],
    ['le mot de passe est en clair', 'light', 'hash'],
    ['le compte existe deja', 'miss', 'alreadi exist'],
  ])('"%s" does not speak of "%s", and of "%s"', async (query, other, name) => {
    expect(await means(query, other)).toBe(false);
    expect(await means(query, name)).toBe(true);
  });

  it('leaves the parts of one written name side by side', async () => {
    expect(await means('le contexte react de mon app', 'environ variabl')).toBe(false);
    expect(await means('REACT_APP est vide', 'environ variabl')).toBe(true);
  });
});

describe('what was probably meant', () => {
  const typed = (word: string) => ({ word, stems: Object.values(stemsOf(word)) });
  const of = (...words: string[]) => words.map((word) => ({ word, term: stemsOf(word).en }));
  const meant = (word: string, ...words: string[]) => nearest(typed(word), of(...words))[0]?.candidate.word;

  it.each([
    ['anuler', 'angle', 'annuler'],
    ['apel', 'apply', 'appel'],
    ['crsf', 'crlf', 'csrf'],
    ['rekete', 'create', 'requete'],
  ])('"%s" is nearer to "%3$s" than to "%2$s"', (word, other, right) => {
    expect(meant(word, other, right)).toBe(right);
  });

  it.each([
    ['requette', 'requete'],
    ['imbriké', 'imbriquée'],
    ['deconecter', 'deconnecté'],
    ['aplique', 'applique'],
  ])('"%s" sounds like "%s"', (one, other) => {
    expect(soundOf(one.normalize('NFKD').replace(/\p{M}/gu, ''))).toBe(
      soundOf(other.normalize('NFKD').replace(/\p{M}/gu, '')),
    );
  });
});
