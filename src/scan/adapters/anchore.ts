import {sanitise, trusted} from '../../base/index.js';
import {isAnchoreReport, parseAnchore} from '../formats/anchore-report.js';
import {at, list, text} from '../formats/json.js';
import {scanError} from '../run/classify.js';
import {commandScanner} from '../run/command-scanner.js';
import {askJson, withoutCredentials} from '../run/http.js';
import {reportOf} from '../run/report-of.js';
import {withPrefix} from '../run/scanner-environment.js';
import type {ScanContext, ScanEnvironment, Scanner, ScanTarget} from '../scanner.js';

type Service = {url: string; user: string; password: string; api: 'v2' | 'v1'};

/** Enterprise is configured by ANCHORECTL_URL, _USERNAME, _PASSWORD; the old Engine by ANCHORE_CLI_URL, _USER, _PASS. */
function serviceOf(variables: ScanEnvironment['variables']): Service | null {
	const {ANCHORECTL_URL, ANCHORECTL_USERNAME, ANCHORECTL_PASSWORD, ANCHORE_CLI_URL, ANCHORE_CLI_USER, ANCHORE_CLI_PASS} =
		variables;
	if (ANCHORECTL_URL && ANCHORECTL_USERNAME && ANCHORECTL_PASSWORD)
		return {url: ANCHORECTL_URL.replace(/\/$/, ''), user: ANCHORECTL_USERNAME, password: ANCHORECTL_PASSWORD, api: 'v2'};
	if (ANCHORE_CLI_URL && ANCHORE_CLI_USER && ANCHORE_CLI_PASS)
		return {url: ANCHORE_CLI_URL.replace(/\/(v1\/?)?$/, ''), user: ANCHORE_CLI_USER, password: ANCHORE_CLI_PASS, api: 'v1'};
	return null;
}

/** `anchorectl image vulnerabilities` for an image that the service knows; it reads its credentials from its own variables. */
const program = commandScanner({
	name: 'anchore',
	label: trusted('Anchore'),
	binaries: ['anchorectl'],
	versionArgs: ['version'],
	versionPattern: /Version:\s*v?(\d\S*)/,
	missing: variables =>
		serviceOf(variables)?.api === 'v2' ? null : 'ANCHORECTL_URL, ANCHORECTL_USERNAME and ANCHORECTL_PASSWORD are not all set',
	call: (target, context) => ({
		args: ['image', 'vulnerabilities', target.image, '--output', 'json'],
		environment: {...withPrefix(context.environment.variables, 'ANCHORECTL_'), ANCHORECTL_UPDATE_CHECK: 'false'},
		reportFile: null,
	}),
	goodStatus: [0],
	recognises: isAnchoreReport,
	parse: parseAnchore,
});

/** Anchore: through anchorectl if installed, else through the service's API. It can only report on images that it has analysed. */
export const anchore: Scanner = {
	name: 'anchore',
	label: trusted('Anchore'),
	takesSbom: false,
	async detect(environment, signal) {
		const found = await program.detect(environment, signal);
		const service = serviceOf(environment.variables);
		if (found.available || service === null) return found;
		return {
			name: 'anchore',
			available: true,
			version: null,
			mode: trusted('http'),
			where: sanitise(withoutCredentials(service.url)),
			note: service.api === 'v1' ? trusted("the old Engine's API") : null,
		};
	},
	scan: (target, detection, context) =>
		detection.mode === 'http' ? overHttp(target, context) : program.scan(target, detection, context),
};

async function overHttp(target: ScanTarget, context: ScanContext) {
	const service = serviceOf(context.environment.variables);
	if (service === null) throw scanError('login-needed', 'anchore');
	const headers = {authorization: `Basic ${Buffer.from(`${service.user}:${service.password}`).toString('base64')}`};
	const by = {scanner: 'anchore', context};
	context.onPhase(trusted('asking for the image'));
	const digest = await digestOf(target, service, headers, by);
	context.onPhase(trusted('asking for its vulnerabilities'));
	const url = `${service.url}/${service.api}/images/${encodeURIComponent(digest)}/vuln/all`;
	const {document} = await askJson(url, {headers, good: [200]}, by);
	if (!isAnchoreReport(document)) throw scanError('garbage-output', 'anchore', 'JSON, but not a report of this scanner');
	return reportOf(parseAnchore(document), target, context, {name: 'anchore', mode: trusted('http')});
}

/** The digest of the image in the service; an image that was never added has no report. */
async function digestOf(
	target: ScanTarget,
	service: Service,
	headers: Record<string, string>,
	by: {scanner: string; context: ScanContext},
): Promise<string> {
	const query = service.api === 'v2' ? 'full_tag' : 'fulltag';
	const {document} = await askJson(
		`${service.url}/${service.api}/images?${query}=${encodeURIComponent(target.image)}`,
		{headers, good: [200, 404]},
		by,
	);
	const images = Array.isArray(document) ? document : list(at(document, 'items'));
	const found = images.map(image => ({
		digest: text(at(image, 'image_digest')) ?? text(at(image, 'imageDigest')),
		status: text(at(image, 'analysis_status')),
	}));
	const analysed = found.find(({digest, status}) => digest !== null && (status === null || status === 'analyzed'));
	if (analysed?.digest) return analysed.digest;
	const state = found[0]?.status;
	throw scanError(
		'image-gone',
		'anchore',
		state ? `the service has it as "${state}"` : `the service does not have it: anchorectl image add ${target.image}`,
	);
}
