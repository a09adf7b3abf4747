/* Yitu's map script: draws our layer files on Leaflet canvases, shows text as text nodes, never as HTML of data.
   Layer file: {origin, scale, styles, features, labels}; see gis/views/drawing.py. No dependency but Leaflet. */
(function () {
  "use strict";
  if (window.yitu) { return; }

  var source = document.currentScript && document.currentScript.src;
  var PANES = {ground: 210, zones: 310, cover: 320, lines: 430, places: 440};
  var BRIDGE = {count: 0};
  var TOUCH_PX = 5;  // a line is hit this near: a mend is thinner than a pointer's aim
  var parsed = {}, waiting = {}, images = {}, tiles = {};

  /* ---- canvas: hatches, and lines whose width follows the zoom ---- */
  function hatch(ctx, spec) {
    var id = spec.join(), size = spec[1];
    if (!tiles[id]) {
      var tile = document.createElement("canvas"), pen = tile.getContext("2d");
      tile.width = tile.height = size;
      pen.strokeStyle = spec[0];
      pen.lineWidth = Math.max(1, size / 7);
      if (spec[2] > 90) { pen.translate(size, 0); pen.scale(-1, 1); }
      pen.beginPath();
      [-size, 0, size].forEach(function (shift) { pen.moveTo(shift, size); pen.lineTo(shift + size, 0); });
      pen.stroke();
      tiles[id] = tile;
    }
    return ctx.createPattern(tiles[id], "repeat");
  }

  L.Canvas.include({
    _fillStroke: function (ctx, layer) {
      var options = layer.options;
      if (options.fill) {
        if (options.fillOpacity > 0) {
          ctx.globalAlpha = options.fillOpacity;
          ctx.fillStyle = options.fillColor || options.color;
          ctx.fill(options.fillRule || "evenodd");
        }
        if (options.hatch) {
          ctx.globalAlpha = 1;
          ctx.fillStyle = hatch(ctx, options.hatch);
          ctx.fill(options.fillRule || "evenodd");
        }
      }
      if (options.stroke && options.weight !== 0) {
        if (ctx.setLineDash) { ctx.setLineDash(options._dashArray || []); }
        ctx.globalAlpha = options.opacity;
        ctx.lineWidth = options.weight;
        ctx.strokeStyle = options.color;
        ctx.lineCap = options.lineCap;
        ctx.lineJoin = options.lineJoin;
        ctx.stroke();
      }
    }
  });

  function image(url) {
    if (!images[url]) {
      images[url] = new Image();
      images[url].onload = function () { document.dispatchEvent(new Event("yitu-icon")); };
      images[url].src = url;
    }
    return images[url];
  }

  var Place = L.CircleMarker.extend({
    _updatePath: function () {
      var canvas = this._renderer;
      if (!canvas._drawing || this._empty()) { return; }
      var picture = image(this.options.icon), zoom = this._map.getZoom();
      var half = zoom < 12 ? 5 : zoom < 14 ? 8 : 11;
      if (picture.complete && picture.naturalWidth) {
        canvas._ctx.globalAlpha = 1;
        canvas._ctx.drawImage(picture, this._point.x - half, this._point.y - half, 2 * half, 2 * half);
      }
    }
  });

  function iconUrl(name) { return api.icons[name] || api.base + "/own/icons/" + name + ".svg"; }

  /* Words that came through the page are encoded; as text nodes they are shown plain. */
  function plain(text) {
    return String(text).replace(/&#(\d+);/g, function (entity, code) { return String.fromCodePoint(Number(code)); });
  }

  function lineFactor(zoom) {
    return zoom <= 10 ? 0.45 : zoom <= 11 ? 0.6 : zoom <= 12 ? 0.75 : zoom <= 13 ? 0.9 : zoom <= 14 ? 1.15
      : zoom <= 15 ? 1.6 : zoom <= 16 ? 2.3 : 3.4;
  }

  /* ---- layer files ---- */
  function withData(key, url, then) {
    if (parsed[key]) { then(parsed[key]); return; }
    var inline = document.getElementById("yitu-data-" + key);
    if (inline) { parsed[key] = JSON.parse(inline.textContent); then(parsed[key]); return; }
    if (waiting[key]) { waiting[key].push(then); return; }
    waiting[key] = [then];
    fetch(url).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (content) {
      parsed[key] = content;
      waiting[key].forEach(function (next) { next(content); });
    }).catch(function () {
      document.dispatchEvent(new CustomEvent("yitu-missing", {detail: key}));
    }).finally(function () { delete waiting[key]; });
  }

  function ring(flat, file) {
    var lon = file.origin[0], lat = file.origin[1], scale = file.scale, x = 0, y = 0, out = [];
    for (var i = 0; i < flat.length; i += 2) {
      x += flat[i]; y += flat[i + 1];
      out.push(L.latLng(lat + y / scale, lon + x / scale));
    }
    return out;
  }

  function rendererOf(map, pane) {
    var name = "yitu-" + pane;
    map.yituRenderers = map.yituRenderers || {};
    if (!map.yituRenderers[pane]) {
      map.createPane(name).style.zIndex = PANES[pane];
      map.getPane(name).style.pointerEvents = "none";
      map.getPane(name).classList.add(name);
      map.yituRenderers[pane] = L.canvas({pane: name, padding: 0.4, tolerance: TOUCH_PX});
    }
    return map.yituRenderers[pane];
  }

  function pathOf(feature, style, file, map) {
    var options = L.extend({}, style, {interactive: false, smoothFactor: 0.7, renderer: rendererOf(map, style.pane),
      pane: "yitu-" + style.pane, weightAt14: style.weight});
    if (feature.g === "a") {
      return L.polygon(feature.p.map(function (rings) {
        return rings.map(function (flat) { return ring(flat, file); });
      }), options);
    }
    if (feature.g === "l") { return L.polyline(feature.p.map(function (flat) { return ring(flat, file); }), options); }
    var at = ring(feature.p, file)[0];
    return style.icon ? new Place(at, L.extend(options, {icon: iconUrl(style.icon)})) : L.circleMarker(at, options);
  }

  function addFeature(group, map, file, feature, casing) {
    var style = L.extend({}, file.styles[feature.s]);
    if (casing) {
      if (!style.casing) { return; }
      style.color = style.casing[0];
      style.casingWidth = style.casing[1];
    }
    var path = pathOf(feature, style, file, map);
    if (!casing && (feature.k || feature.t)) {
      path.yitu = {key: feature.k, lines: feature.t, group: group};
      map.yituTouch.push(path);
    }
    fitToZoom(path, map.getZoom());
    group.yituPaths.push(path);
    if (shownAt(path, map.getZoom())) { group.addLayer(path); }
  }

  function shownAt(path, zoom) { return !path.options.minZoom || zoom >= path.options.minZoom; }

  function fitToZoom(path, zoom) {
    var options = path.options;
    if (!options.scaled || !options.weightAt14) { return; }
    path.setStyle({weight: options.weightAt14 * lineFactor(zoom) + (options.casingWidth || 0)});
  }

  function layer(map, key, url) {
    var group = L.featureGroup();
    group.yituPaths = [];
    group.yituLabels = [];
    map.yituGroups = (map.yituGroups || []).filter(function (other) { return other !== group; });
    map.yituTouch = map.yituTouch || [];
    function zoomed() {
      var zoom = map.getZoom();
      group.yituPaths.forEach(function (path) {
        fitToZoom(path, zoom);
        var shown = shownAt(path, zoom);
        if (shown !== group.hasLayer(path)) { group[shown ? "addLayer" : "removeLayer"](path); }
      });
    }
    group.on("add", function () {
      map.yituGroups.push(group);
      map.on("zoomend", zoomed);
      zoomed();
      declutter(map);
    });
    group.on("remove", function () {
      map.off("zoomend", zoomed);
      map.yituGroups = map.yituGroups.filter(function (other) { return other !== group; });
      map.yituTouch = map.yituTouch.filter(function (path) { return path.yitu.group !== group; });
    });
    withData(key, url, function (file) {
      var edged = false;
      file.features.forEach(function (feature) {
        if (!edged && file.styles[feature.s].casing) {  // all road edges lie under all roads, over what came before
          edged = true;
          file.features.forEach(function (road) { addFeature(group, map, file, road, true); });
        }
        addFeature(group, map, file, feature, false);
      });
      (file.labels || []).forEach(function (label) { addLabel(group, map, file, label); });
      if (group._map) { declutter(map); }
      map.fire("yitu-drawn", {key: key});
    });
    return group;
  }

  /* ---- labels: text nodes; the more important first, nothing overlaps ---- */
  function addLabel(group, map, file, label) {
    var text = document.createElement("span");
    text.textContent = label.t;
    var icon = L.divIcon({className: "yitu-label yitu-label-" + label.c, html: text, iconSize: [0, 0]});
    var mark = L.marker(ring(label.p, file)[0], {icon: icon, interactive: false, keyboard: false});
    mark.yituLabel = label;
    group.yituLabels.push(mark);
    group.addLayer(mark);
  }

  function declutter(map) {
    var zoom = map.getZoom(), taken = [], size = map.getSize();
    var marks = [].concat.apply([], (map.yituGroups || []).map(function (group) { return group.yituLabels; }));
    marks.sort(function (one, other) { return one.yituLabel.r - other.yituLabel.r; });
    marks.forEach(function (mark) {
      var element = mark.getElement();
      if (!element) { return; }
      var at = map.latLngToContainerPoint(mark.getLatLng()), label = mark.yituLabel;
      var half = label.t.length * (label.c === "zone" ? 8.5 : 6.5) + 3, tall = label.c === "zone" ? 12 : 9;
      var box = [at.x - half, at.y - tall, at.x + half, at.y + tall];
      var shown = zoom >= (label.z || 0) && at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y &&
        (label.c === "zone" || !taken.some(function (other) {
          return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
        }));
      element.style.visibility = shown ? "visible" : "hidden";
      if (shown) { taken.push(box); }
    });
  }

  /* ---- pointing and clicking: one test over all canvases, the uppermost wins ---- */
  function touched(map, latlng) {
    var point = map.latLngToLayerPoint(latlng), found = null, best = -1;
    (map.yituTouch || []).forEach(function (path) {
      if (!path._map || !path._pxBounds || !path._pxBounds.contains(point) || !path._containsPoint(point)) { return; }
      var height = PANES[path.options.pane.slice(5)];
      if (height >= best) { best = height; found = path; }
    });
    return found;
  }

  function listen(map) {
    var tip = L.tooltip({className: "yitu-tip", direction: "top", offset: [0, -8], opacity: 1}), last = null, queued;
    function lines(path) {
      var box = document.createElement("div");
      (path.yitu.lines || []).forEach(function (line, index) {
        var row = document.createElement("div");
        row.className = index ? "yitu-tip-line" : "yitu-tip-head";
        row.textContent = line;
        box.appendChild(row);
      });
      return box;
    }
    map.on("mousemove", function (event) {
      window.cancelAnimationFrame(queued);
      queued = window.requestAnimationFrame(function () {
        if (drawing(map)) { map.closeTooltip(tip); last = null; return; }
        var path = touched(map, event.latlng);
        map.getContainer().style.cursor = path && path.yitu.key ? "pointer" : "";
        if (!path || !path.yitu.lines) { map.closeTooltip(tip); last = null; return; }
        if (path !== last) { tip.setContent(lines(path)); last = path; }
        tip.setLatLng(event.latlng);
        if (!map.hasLayer(tip)) { map.openTooltip(tip); }
      });
    });
    map.on("mouseout", function () { map.closeTooltip(tip); last = null; });
    map.on("click", function (event) {
      if (drawing(map)) { return; }
      var path = touched(map, event.latlng);
      if (!path) { return; }
      if (path.yitu.lines) { tip.setContent(lines(path)).setLatLng(event.latlng); map.openTooltip(tip); }
      if (!path.yitu.key) { return; }
      BRIDGE.count = Date.now();
      var clicked = {type: "Feature", geometry: null, properties: {key: path.yitu.key, click: BRIDGE.count}};
      path.yitu.group.fire("click", {latlng: event.latlng, layer: {toGeoJSON: function () { return clicked; }}});
    });
  }

  /* ---- frame: north, scale, coordinates, badge, title, approval number, view ---- */
  function corner(map, place, className, fill) {
    var control = L.control({position: place});
    control.onAdd = function () {
      var box = L.DomUtil.create("div", className);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      fill(box);
      return box;
    };
    return control.addTo(map);
  }

  function reading(latlng) {
    var lon = Math.abs(latlng.lng).toFixed(5) + "°" + (latlng.lng < 0 ? "W" : "E");
    return lon + "  " + Math.abs(latlng.lat).toFixed(5) + "°" + (latlng.lat < 0 ? "S" : "N");
  }

  /* The view is the user's: fitted until they move it, kept from then on, for all pages of one district. */
  function keepView(map, name) {
    var id = "yitu-view-" + name, stored = null;
    try { stored = JSON.parse(window.sessionStorage.getItem(id)); } catch (ignored) { stored = null; }
    ["mousedown", "wheel", "touchstart", "keydown"].forEach(function (kind) {
      map.getContainer().addEventListener(kind, function () { map.yituMoved = true; }, {capture: true, passive: true});
    });
    map.on("moveend", function () {
      var centre = map.getCenter();
      if (!map.yituMoved) { return; }
      try {
        window.sessionStorage.setItem(id, JSON.stringify([centre.lat, centre.lng, map.getZoom()]));
      } catch (ignored) { return; }
    });
    map.on("resize", function () { aim(map); });
    if (stored && isFinite(stored[0]) && isFinite(stored[1]) && isFinite(stored[2])) {
      map.setView([stored[0], stored[1]], stored[2], {animate: false});
      map.yituKept = true;
    }
  }

  /* A frame that comes or goes has no size for a moment: no view fits into nothing. */
  function laidOut(map) { return map.getSize().x > 80 && map.getSize().y > 80; }

  function aim(map) {
    if (map.yituMoved || map.yituKept || !map.yituHome || !laidOut(map)) { return; }
    map.fitBounds(map.yituAim || map.yituHome, {animate: false, padding: [16, 16]});
  }

  function frame(map, options) {
    map.yituWords = options.words;
    map.attributionControl.setPrefix("");
    map.yituHome = options.bounds;
    keepView(map, options.view);
    aim(map);
    corner(map, "topright", "yitu-north", function (box) {
      box.innerHTML = '<svg viewBox="0 0 24 30" width="26" height="32"><path d="M12 1 19 27 12 22 5 27z" fill="#1F3A5F"/>' +
        '<path d="M12 1 12 22 5 27z" fill="#fff" stroke="#1F3A5F"/></svg><b>N</b>';
    });
    corner(map, "topleft", "leaflet-bar yitu-fit", function (box) {
      [["⌂", options.words.home, function () { return map.yituHome; }],
        ["◎", options.words.chosen, function () { return map.yituChosen || map.yituHome; }]].forEach(function (one) {
        var link = L.DomUtil.create("a", "", box);
        link.href = "#"; link.role = "button"; link.textContent = one[0];
        link.title = plain(one[1]);
        link.setAttribute("aria-label", plain(one[1]));
        L.DomEvent.on(link, "click", function (event) {
          L.DomEvent.stop(event);
          if (one[2]()) { map.fitBounds(one[2](), {padding: [24, 24]}); }
        });
      });
    });
    L.control.scale({imperial: false, maxWidth: 120}).addTo(map);
    corner(map, "bottomright", "yitu-readout", function (box) {
      box.textContent = reading(map.getCenter());
      map.on("mousemove", function (event) { box.textContent = reading(event.latlng); });
      map.on("move", function () { if (L.Browser.mobile) { box.textContent = reading(map.getCenter()); } });
    });
    if (options.head) { corner(map, "topleft", "yitu-head", function (box) { box.innerHTML = options.head; }); }
    if (options.foot) { corner(map, "bottomright", "yitu-foot", function (box) { box.innerHTML = options.foot; }); }
    document.addEventListener("yitu-icon", function () {
      if (map.yituRenderers && map.yituRenderers.places) { map.yituRenderers.places._redraw(); }
    });
    document.addEventListener("yitu-missing", function () {
      legendNote(map, options.words.missing);
    });
    map.on("moveend zoomend resize", function () { declutter(map); });
    if (window.ResizeObserver) {  // styles that arrive late change the height without a word to the window
      new ResizeObserver(function () { map.invalidateSize({animate: false, pan: false}); }).observe(map.getContainer());
    }
    listen(map);
  }

  function legendNote(map, text) {
    if (map.yituNote) { return; }
    map.yituNote = corner(map, "topright", "yitu-note", function (box) { box.textContent = plain(text); });
  }

  /* `html` is built and encoded by gis.views.map_door; text of data in it is numeric entities. */
  function legend(map, content) {
    var html = content.html;
    if (map.yituLegend) { map.yituLegend.remove(); }
    if (!html) { return; }
    map.yituLegend = corner(map, "bottomleft", "yitu-legend", function (box) {
      box.innerHTML = html;
      var details = box.querySelector("details");
      if (details) { details.open = map.getSize().x > 520; }
      box.querySelectorAll("img[data-icon]").forEach(function (picture) {
        picture.src = iconUrl(picture.getAttribute("data-icon"));
      });
    });
  }

  /* What is chosen: offered by a button; a fresh map without a kept view opens on it where `focus` says so. */
  function choose(map, chosen) {
    map.yituChosen = chosen.bounds;
    if (!map.yituSeen && chosen.bounds) {
      if (chosen.focus) { map.yituAim = chosen.bounds; aim(map); }
      if (map.yituKept && !map.getBounds().intersects(chosen.bounds)) {
        map.fitBounds(chosen.bounds, {animate: false, padding: [24, 24]});
      }
    }
    map.yituSeen = true;
    if (chosen.fit && chosen.bounds && chosen.fit !== map.yituFit) {  // what the user has just brought or looks at
      map.yituAim = chosen.bounds;
      fit(map, chosen.bounds);
    }
    map.yituFit = chosen.fit;
  }

  function fit(map, bounds) {
    if (!laidOut(map)) { map.once("resize", function () { fit(map, bounds); }); return; }
    map.fitBounds(bounds, {animate: false, padding: [40, 40], maxZoom: 17});
  }

  function footnote(map, content) {
    corner(map, "bottomright", "yitu-note", function (box) { box.textContent = plain(content.text); });
  }

  function credit(map, content) { map.attributionControl.addAttribution(content.text); }

  function tiles_(map, options) {
    map.createPane("yitu-tiles").style.zIndex = 215;
    L.tileLayer(plain(options.address), {attribution: options.credit, maxZoom: 19, maxNativeZoom: options.maxZoom,
      pane: "yitu-tiles", opacity: 0.9}).addTo(map);
  }

  /* ---- drawing: its script comes with the first tool (yitu-draw.js); until a while after the end clicks are its own ---- */
  var fetched = null;

  function drawing(map) { return (map.yituDrawingUntil || 0) > Date.now(); }

  function fetchScript(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.body.appendChild(script);
    });
  }

  function fetchDrawing(files) {
    files.styles.forEach(function (address) {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = address;
      document.head.appendChild(link);
    });
    return files.scripts.reduce(function (before, address) {
      return before.then(function () { return fetchScript(address); });
    }, Promise.resolve());
  }

  function tools(map, wanted) {
    map.yituTools = wanted;
    if (!fetched && !wanted.tools.length) { return; }
    fetched = fetched || fetchDrawing(wanted);
    fetched.then(function () { api.offer(map, map.yituTools); }, function () {
      fetched = null;
      document.dispatchEvent(new CustomEvent("yitu-missing", {detail: "tools"}));
    });
  }

  var api = {base: source ? source.replace(/\/own\/[^/]*$/, "") : "", icons: window.yituIcons || {}, layer: layer,
    frame: frame, legend: legend, choose: choose, credit: credit, tiles: tiles_, footnote: footnote, tools: tools,
    plain: plain};
  window.yitu = api;
}());
