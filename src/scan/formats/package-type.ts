import {type SafeText, sanitise} from '../../base/index.js';

/** Package URL types, and the words of scanners, feeds and package managers for them. */
const words: Readonly<Record<string, readonly string[]>> = {
	npm: ['node-pkg', 'nodejs', 'npm', 'yarn', 'pnpm', 'bun', 'javascript', 'js'],
	pypi: ['python-pkg', 'python', 'pip', 'pypi', 'poetry', 'pipenv', 'uv', 'pylock'],
	conda: ['conda', 'conda-pkg', 'conda-environment'],
	deb: ['debian', 'ubuntu', 'dpkg', 'deb', 'echo'],
	apk: ['alpine', 'apkg', 'apk', 'wolfi', 'chainguard', 'minimos'],
	rpm: [
		'redhat',
		'red hat',
		'rhel',
		'centos',
		'centos-stream',
		'rocky',
		'rocky linux',
		'alma',
		'almalinux',
		'amazon',
		'amzn',
		'oracle',
		'fedora',
		'photon',
		'photon os',
		'cbl-mariner',
		'mariner',
		'azurelinux',
		'azure linux',
		'opensuse',
		'opensuse-leap',
		'opensuse-tumbleweed',
		'opensuse.leap',
		'opensuse.tumbleweed',
		'suse',
		'sles',
		'slem',
		'bottlerocket',
		'rpm',
	],
	maven: ['jar', 'java', 'java-archive', 'jenkins-plugin', 'maven', 'pom', 'gradle', 'sbt', 'war'],
	golang: ['gobinary', 'gomod', 'gomodules', 'go', 'go-module', 'golang'],
	gem: ['gem', 'gems', 'gemspec', 'bundler', 'rubygems', 'ruby'],
	cargo: ['rustbinary', 'cargo', 'rust', 'rust-crate', 'crates.io'],
	composer: ['composer', 'composer-vendor', 'packagist', 'php', 'php-composer'],
	nuget: ['nuget', 'dotnet', 'dotnet-core', 'packages-props', '.net'],
	hex: ['hex', 'mix'],
	pub: ['pub', 'dart-pub'],
	cocoapods: ['cocoapods', 'pod'],
};

const types = new Map(Object.entries(words).flatMap(([type, all]) => all.map(word => [word, type] as const)));

/** A scanner's word for a package type as a package URL type; an unknown word is kept. */
export function packageType(word: unknown): SafeText | null {
	if (typeof word !== 'string' || word.trim() === '') return null;
	const key = word.trim().toLowerCase();
	// `debian:11`, `Debian GNU/Linux 13`: the release is not part of the type.
	return sanitise(types.get(key) ?? types.get(key.split(/[: ]/)[0] ?? '') ?? key);
}
