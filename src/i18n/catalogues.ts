import commandsEn from '../../locales/en/commands.json' with { type: 'json' };
import commonEn from '../../locales/en/common.json' with { type: 'json' };
import deliveryEn from '../../locales/en/delivery.json' with { type: 'json' };
import commandsFr from '../../locales/fr/commands.json' with { type: 'json' };
import commonFr from '../../locales/fr/common.json' with { type: 'json' };
import deliveryFr from '../../locales/fr/delivery.json' with { type: 'json' };

/** One file per feature and language. English is the reference: the compiler takes the keys from it. */
export const catalogues = {
  en: { commands: commandsEn, common: commonEn, delivery: deliveryEn },
  fr: { commands: commandsFr, common: commonFr, delivery: deliveryFr },
};

export type Catalogue = (typeof catalogues)['en'];
export type Namespace = keyof Catalogue;
