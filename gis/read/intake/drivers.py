"""Which GDAL drivers a fenced process may know: all others are on a skip list before GDAL is loaded.

Two GDALs live side by side, pyogrio's (vector) and rasterio's; both read the same two variables. The names below are
those of the wheels tested with and of other builds (plugins, older and newer releases). A driver that is not among them
is found after loading (`unexpected`), and the read is begun again with its name on the list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["ALWAYS", "KNOWN", "registered", "skip_settings", "unexpected"]

# In memory only, opened by nobody's file name: rasterio and pyogrio need it for their own arrays.
ALWAYS = frozenset({"MEM", "Memory"})

_VECTOR = """
ADBC,AIVector,AmigoCloud,Arrow,AVCBin,AVCE00,CAD,Carto,Cloudant,CouchDB,CSV,CSW,DB2ODBC,DGN,DGNv8,DODS,DWG,DXF,EDIGEO,
EEDA,Elasticsearch,ElasticSearch,ESRI Shapefile,ESRIJSON,FileGDB,FlatGeobuf,GDALG,Geoconcept,GeoJSON,GeoJSONSeq,
GeoMedia,GeoRSS,GFT,GML,GMLAS,GPKG,GPSBabel,GPSTrackMaker,GPX,GRASS,GTFS,GTM,HANA,HTF,HTTP,IDB,Idrisi,Ingres,
Interlis 1,Interlis 2,JML,JSONFG,KML,LIBKML,LIBOPENCAD,LVBAG,MapInfo File,MapML,MiraMonVector,MongoDB,MongoDBv3,
MSSQLSpatial,MVT,MySQL,NAS,netCDF,NGW,OAPIF,OCI,ODBC,ODS,OGCAPI,OGDI,OGR_GMT,OGR_GPSBabel,OGR_OGDI,OGR_PDS,OGR_SDTS,
OGR_VRT,OpenAir,OpenFileGDB,OpenJUMP .jml,OSM,Parquet,PCIDSK,PDF,PDS4,PGDUMP,PGeo,PLSCENES,PMTiles,PostgreSQL,REC,
S57,SDE,SDTS,SEGUKOOA,SEGY,Selafin,SOSI,SQLite,SUA,SVG,SXF,TIGER,TopoJSON,UK .NTF,VDV,VFK,VICAR,Walk,WAsP,WFS,WFS3,
XLS,XLSX,XODR,XPlane
"""

_RASTER = """
AAIGrid,ACE2,ADRG,AIG,AIRSAR,AirSAR,ARG,AVIF,BAG,BASISU,BIGGIF,BLX,BMP,BSB,BT,BYN,CAD,CALS,CEOS,COASP,COG,COSAR,CPG,
CTG,CTable2,DAAS,DDS,DERIVED,DIMAP,DIPEx,DOQ1,DOQ2,DTED,E00GRID,ECRGTOC,ECW,EEDAI,EHdr,EIR,ELAS,ENVI,EPSILON,ERS,
ESAT,ESRIC,EXR,FAST,FIT,FITS,FujiBAS,GDALG,GenBin,GEORASTER,GeoRaster,GFF,GIF,GMT,GNMDatabase,GNMFile,GRASS,
GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTI,GTiff,GTX,GXF,HDF4,HDF4Image,HDF5,HDF5Image,HEIF,HF2,HFA,IDA,IGNFHeightASCIIGrid,
ILWIS,INGR,IRIS,ISCE,ISG,ISIS2,ISIS3,JAXAPALSAR,JDEM,JP2ECW,JP2KAK,JP2Lura,JP2MrSID,JP2OpenJPEG,JPEG,JPEG2000,JPEGLS,
JPEGXL,JPIPKAK,KEA,KMLSUPEROVERLAY,KRO,KTX2,L1B,LAN,LCP,Leveller,LIBERTIFF,LOSLAS,MAP,MBTiles,MFF,MFF2,MG4Lidar,MiraMonRaster,MRF,
MrSID,MSG,MSGN,NDF,NGSGEOID,NITF,NOAA_B,NSIDCbin,NTv1,NTv2,NWT_GRC,NWT_GRD,OPENJPEG,OpenEXR,OZI,PAux,PCRaster,PDS,
PLMOSAIC,PNG,PNM,PostGISRaster,PRF,R,RASTERLITE,Rasterlite,RasterLite,RCM,RDA,RDB,RIK,RMF,ROI_PAC,RPFTOC,RRASTER,RS2,
RST,S102,S104,S111,SAFE,SAGA,SAR_CEOS,SENTINEL2,SGI,SIGDEM,SNAP_TIFF,SNODAS,SRP,SRTMHGT,STACIT,STACTA,Terragen,TGA,
TIL,TileDB,TSX,USGSDEM,VRT,WCS,WEBP,WMS,WMTS,XPM,XYZ,Zarr,ZMap,GPKG
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.replace("\n", "").split(",") if name.strip())


KNOWN = _names(_VECTOR) | _names(_RASTER) | ALWAYS


def skip_settings(allowed: Iterable[str], *, more: Iterable[str] = ()) -> dict[str, str]:
    """The two environment variables that leave GDAL only the drivers `allowed`; set before it is imported.

    Parameters
    ----------
    more: names of drivers beyond `KNOWN` that were found registered.
    """
    # A driver that one list takes out is looked for in vain by the other; GDAL only says so.
    skipped = ",".join(sorted((KNOWN | set(more)) - set(allowed) - ALWAYS))
    return {"OGR_SKIP": skipped, "GDAL_SKIP": skipped}


def unexpected(present: Collection[str], allowed: Iterable[str]) -> list[str]:
    """The drivers registered that are not allowed, sorted; empty: the wall stands."""
    return sorted(set(present) - set(allowed) - ALWAYS)


def registered(*, raster: bool) -> list[str]:
    """The drivers of this process, sorted: rasterio's where `raster`, else pyogrio's. Loads it."""
    if raster:
        import rasterio  # noqa: PLC0415 - loaded after the skip list is set, and only for grids

        with rasterio.Env() as environment:
            return sorted(environment.drivers())
    import pyogrio  # noqa: PLC0415 - as above

    return sorted(pyogrio.list_drivers())
