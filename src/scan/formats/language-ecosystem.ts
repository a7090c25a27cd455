import {ownValue, type SafeText, trusted} from '../../base/index.js';
import {packageType} from './package-type.js';

/** OSV's names of the ecosystems of package URL types. @source ossf.github.io/osv-schema, defined ecosystems */
const ecosystems: Readonly<Record<string, string>> = {
	npm: 'npm',
	pypi: 'PyPI',
	maven: 'Maven',
	golang: 'Go',
	gem: 'RubyGems',
	cargo: 'crates.io',
	composer: 'Packagist',
	nuget: 'NuGet',
	hex: 'Hex',
	pub: 'Pub',
};

/** The ecosystem of a scanner's word for language packages (`node-pkg`: `npm`); an unknown word is kept. */
export function languageEcosystem(word: string): SafeText {
	const type = packageType(word) ?? trusted('unknown');
	const known = ownValue(ecosystems, type);
	return known === undefined ? type : trusted(known);
}
