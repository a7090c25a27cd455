import type {ParsedReport} from '../report.js';
import {anchoreImages, isAnchoreFile, parseAnchore} from './anchore-report.js';
import {isAquaReport, parseAqua} from './aqua-report.js';
import {isClairReport, parseClair} from './clair-report.js';
import {isCycloneDx, parseCycloneDx} from './cyclonedx-report.js';
import {isDockscopeReport, parseDockscope} from './dockscope-report.js';
import {isGrypeReport, parseGrype} from './grype-report.js';
import {at, isObject, list} from './json.js';
import {isOsvScannerReport, parseOsvScanner} from './osv-scanner-report.js';
import {isSarif, parseSarif, sarifImages} from './sarif-report.js';
import {isSnykReport, parseSnyk} from './snyk-report.js';
import {clusterImages, isTrivyCluster} from './trivy-cluster.js';
import {isTrivyReport, parseTrivy} from './trivy-report.js';
import {isTwistcliResult, parseTwistcli} from './twistcli-report.js';

export type ReportFormat = {
	readonly name: string;
	readonly fits: (document: unknown) => boolean;
	readonly parse: (document: unknown) => ParsedReport;
	/** A document for each image, in a form that `parse` reads too; without it the report is always about one image. */
	readonly images?: (document: unknown) => readonly unknown[];
};

const twistcliImages = (document: unknown): readonly unknown[] =>
	list(at(document, 'results'))
		.filter(isTwistcliResult)
		.map(result => ({...(isObject(document) ? document : {}), results: [result]}));

/** Ordered so that no format accepts another's documents. */
export const reportFormats: readonly ReportFormat[] = [
	{name: 'dockscope', fits: isDockscopeReport, parse: parseDockscope},
	{name: 'sarif', fits: isSarif, parse: parseSarif, images: sarifImages},
	{name: 'cyclonedx', fits: isCycloneDx, parse: parseCycloneDx},
	{name: 'trivy', fits: isTrivyReport, parse: parseTrivy},
	{name: 'trivy k8s', fits: isTrivyCluster, parse: parseTrivy, images: clusterImages},
	{name: 'grype', fits: isGrypeReport, parse: parseGrype},
	{name: 'clair', fits: isClairReport, parse: parseClair},
	{name: 'aqua', fits: isAquaReport, parse: parseAqua},
	{name: 'osv-scanner', fits: isOsvScannerReport, parse: parseOsvScanner},
	{
		name: 'twistcli',
		fits: document => list(at(document, 'results')).some(isTwistcliResult),
		parse: parseTwistcli,
		images: twistcliImages,
	},
	{name: 'anchore', fits: isAnchoreFile, parse: parseAnchore, images: anchoreImages},
	{name: 'snyk', fits: isSnykReport, parse: parseSnyk},
];

export const formatOf = (document: unknown): ReportFormat | undefined => reportFormats.find(({fits}) => fits(document));
