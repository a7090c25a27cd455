import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {packageFolders} from '../build/licences.mjs';

/**
 * What the executable is made of: the packages in its script, and Node with what it brings.
 *
 * @param {object} parts  `time`: seconds since the epoch
 * @returns {Record<string, any>} CycloneDX 1.6
 * @source cyclonedx.org/docs/1.6/json
 */
export function softwareBill({name, version, license, metafile, node, time}) {
	const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
	const packages = packageFolders(metafile).map(folder => packageOf(folder, lock[folder]?.integrity));
	const runtime = nodeOf(node);
	const self = {
		type: 'application',
		'bom-ref': purl(name, version),
		name,
		version,
		purl: purl(name, version),
		...licensed(license),
	};
	const components = [...packages, runtime];
	return {
		$schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: {timestamp: new Date(time * 1000).toISOString(), component: self},
		components,
		dependencies: [{ref: self['bom-ref'], dependsOn: components.map(component => component['bom-ref'])}],
	};
}

function packageOf(folder, integrity) {
	const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const id = purl(name, version);
	return {type: 'library', 'bom-ref': id, name, version, purl: id, ...licensed(license), ...hashed(integrity)};
}

/** Parts of Node that its `process.versions` names; the numbers of interfaces are no parts. */
function nodeOf({versions}) {
	const {node, modules, napi, unicode, ...parts} = versions;
	const of = (name, version) => ({type: 'library', 'bom-ref': `node/${name}@${version}`, name, version});
	return {
		type: 'platform',
		'bom-ref': `pkg:generic/node@${node}`,
		name: 'node',
		version: node,
		purl: `pkg:generic/node@${node}`,
		cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
		components: Object.entries(parts).map(([name, version]) => of(name, version)),
	};
}

const purl = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const licensed = license => ({licenses: [/[ ()]/.test(license) ? {expression: license} : {license: {id: license}}]});

/** npm writes base64, CycloneDX wants hexadecimal. */
function hashed(integrity) {
	const [, content] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
	return content === undefined ? {} : {hashes: [{alg: 'SHA-512', content: Buffer.from(content, 'base64').toString('hex')}]};
}
