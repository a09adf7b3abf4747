"""Review of a project over zones and control lines: rules as data, findings, rulings, compared and checked again.

Pure: frames and values in, findings out. Rules are read by `gis.read.rule_packs`, all is put together by
`gis.assessment.review`, sheets and records are written by `gis.views`.
"""
