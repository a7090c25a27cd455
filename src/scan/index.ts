export {trivyKinds} from './adapters/trivy-kinds.js';
export {type BundleResult, importBundle, isBundle, writeBundle} from './advisories/advisory-bundle.js';
export {archiveSizes} from './advisories/archive-sizes.js';
export {type StoredArchive, storedArchives} from './advisories/archive-store.js';
export {type ArchiveSettings, downloadArchive, SourceError, sourceError} from './advisories/download-archives.js';
export {archivesOf, withoutNetwork} from './advisories/missing.js';
export type {MissingArchive} from './advisories/missing-archive.js';
export {ImportError, type ImportResult, importOsv, ZipError} from './advisories/osv-archive.js';
export {archiveLimits, archiveUrl, sourceOf} from './advisories/sources.js';
export {watchArchives} from './advisories/watch-archives.js';
export {type ScanCache, scanCache} from './cache.js';
export {cacheDirectory, cacheRefusal, hasKeptScans} from './cache-directory.js';
export {foldReports, isUpToDate, type KeptScan} from './cached-scan.js';
export {chooseScanner, detectScanners, maliciousScanners, scanEnvironment} from './detect.js';
export {asItRuns, type ContainerUses, usageOfContainers} from './enrichment/containers.js';
export {type EnrichedReport, type Enrichment, EnrichmentError, enrich, readEnrichment} from './enrichment/enrich.js';
export {
	type DownloadSettings,
	downloadedFeed,
	feedFile,
	feedLimits,
	feedNames,
	feedUrl,
} from './enrichment/exploitation-download.js';
export {liveFilesQuestion} from './enrichment/live-question.js';
export {explainPriority} from './enrichment/priority.js';
export {ScanError, type ScanFailure} from './failure.js';
export type {ReportSubject} from './formats/report-subject.js';
export {byUrgency, imageSummary, type SummarisedReport} from './image-summary.js';
export {containerRowName, imageTarget} from './image-target.js';
export {type ByteStream, type ImportedReport, importReport} from './import-report.js';
export {inventoryOf} from './inventory/inventory-of.js';
export {archivesFor, judgedEcosystems, type PackageInventory} from './inventory/package.js';
export {type PackageDifference, packageDifference} from './inventory/package-difference.js';
export {type Drift, packageDrift} from './inventory/package-drift.js';
export {packagesQuestion} from './inventory/packages-question.js';
export {otherImage} from './other-image.js';
export {type RecordedScans, recordableScans, recordedScans} from './recorded-scans.js';
export {scanCycloneDx} from './render/cyclonedx.js';
export {gaps} from './render/gaps.js';
export {imageListJson, imageListTable} from './render/image-list.js';
export {imageListMarkdown, scanMarkdown} from './render/markdown.js';
export type {NamedPolicy} from './render/named-policy.js';
export {otherFindings} from './render/other-findings.js';
export {driftWords} from './render/render-drift.js';
export {scanSarif} from './render/sarif.js';
export {type ContainerDifference, scanJson} from './render/scan-json.js';
export {fixText, rowCells, scanTable} from './render/scan-table.js';
export {shortTally} from './render/tally.js';
export {
	byScanSeverity,
	type ScanReport,
	type ScanSeverity,
	scanSeverities,
	type Tally,
	tally,
	type Vulnerability,
} from './report.js';
export {atExit} from './run/at-exit.js';
export {failure} from './run/classify.js';
export {downloadTo} from './run/download.js';
export {fetchAnywhere} from './run/fetch.js';
export {findProgram} from './run/find-program.js';
export {withoutCredentials} from './run/http.js';
export {sweepScratch} from './run/sweep-scratch.js';
export {failedReport, runScanner, type ScanSettings} from './run-scanner.js';
export {scanFacts} from './scan-facts.js';
export {type ScanEnvironment, type Scanner, type ScannerName, type ScanTarget, scannerNames} from './scanner.js';
